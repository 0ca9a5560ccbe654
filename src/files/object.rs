//! Object stores by their address: folder, S3, Azure Blob, Google Cloud Storage, WebDAV.

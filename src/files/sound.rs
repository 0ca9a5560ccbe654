//! How a sound looks: its waveform. And its samples, to be played.

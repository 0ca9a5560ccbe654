### The sentences of the window, in English (Fluent, https://projectfluent.org).
###
### Ids begin with the screen. An argument that selects a plural or is in NUMBER() is a number; any other is text that
### is shown as it is.
### A text that is the same in every language is quoted: { "https://" }.
### Sentences are whole: the code builds none from pieces. If a language cannot say a sentence with the arguments that
### it has, add arguments to the message.

## Labels of several panels

panel-back = Back
panel-close = Close
panel-more = More
panel-try-again = Try again
panel-dismiss = Dismiss

## Sidebar

sidebar-failed = Could not load your conversations
sidebar-empty = No conversations yet
sidebar-empty-about = A conversation appears here when its first message arrives. Import a roster to see people and channels by name.
sidebar-import = Import a roster…
sidebar-preferences = Preferences
sidebar-jump = Jump to…
sidebar-new = New conversation
sidebar-starred = Starred
# The heading above conversations that the user starred. Another word than for messages, which have a list of their own.
sidebar-favorites = Favorites
sidebar-channels = Channels
sidebar-new-channel = New channel
sidebar-direct-messages = Direct messages
sidebar-new-direct-message = New direct message
sidebar-groups = Groups
sidebar-new-group = New group
sidebar-draft = Draft
sidebar-left = You left this conversation
sidebar-not-created = Discarded before it was created
sidebar-muted = Muted
sidebar-retry = Retry now
sidebar-sign-in = Sign in…
sidebar-outbox = Outbox
# In a narrow column, so as short as possible.
sidebar-outbox-rejected = { $count } rejected
sidebar-outbox-rejected-of = { $rejected } of { $count } rejected
sidebar-demo = Demo
sidebar-demo-hint = Interrupt the network here and see what happens to your messages.
sidebar-reading = Reading older messages
# $day is date-short or date-short-year.
sidebar-reading-back-to = Reading older messages, back to { $day }

## A conversation
##
## $name is the conversation's, with # for a channel.

conversation-hidden = { $name } is hidden until the next message
conversation-leave-title = Leave { $name }?
conversation-leave-about = You keep the messages you have so far. To come back, ask a member to add you.
conversation-leave = Leave
conversation-name-taken = There is already a channel called { $name }.
conversation-left = You left { $name }. You keep the messages you have so far.
conversation-not-created = { $name } was discarded before it was created, so you cannot send messages here.
conversation-hide = Hide

## The messages of a conversation

feed-failed = Could not load this conversation
feed-none = No conversation open
# $key opens the search for a conversation by name.
feed-none-about = Choose a conversation in the sidebar, or find one by name with { $key }.
feed-members =
    { $count ->
        [one] 1 member
       *[other] { $count } members
    }
feed-people =
    { $count ->
        [one] 1 person
       *[other] { $count } people
    }
feed-direct-message = Direct message
feed-back-to-list = Back to the list
feed-back = All conversations
feed-pinned = { NUMBER($count) } pinned
feed-show-pinned = Show pinned messages
feed-details = Details
# $name has a # in front.
feed-empty-channel = This is the start of { $name }
feed-empty-direct = This is the start of your conversation with { $name }
feed-empty-group = This is the start of { $name }
# The group has no name of its own.
feed-empty-group-of-two = This is the start of your group with { $first } and { $second }
feed-empty-group-of-more = This is the start of your group with { $names }
feed-empty-about = Write the first message below. Confab saves each message on this computer first, then keeps trying until the server confirms it.
feed-empty-gone = This computer has no messages from this conversation.
feed-new-messages =
    { $count ->
        [one] 1 new message
       *[other] { $count } new messages
    }
feed-to-latest = Jump to latest
feed-to-unread = Jump to first unread
feed-thread = Thread
feed-thread-failed = Could not load this thread

## Selected messages

selection-count = { NUMBER($count) } selected
selection-clear = Clear selection
selection-copy = Copy
selection-share-all = Share all selected messages
selection-star-all = Star all selected messages
selection-archive-all = Archive all selected messages for everyone
selection-copy-all = Copy the text of all selected messages
selection-delete-all = Delete all selected messages

## Composer

# $name is the conversation's, with # for a channel.
composer-message = Message { $name }
composer-reply = Reply in thread
composer-new-text = The new text
composer-editing = Editing your message
composer-cancel = Cancel
composer-send = Send
composer-save-edit = Save changes
composer-attach = Attach files
composer-emoji = Insert an emoji
composer-remove-file = Remove { $name }
composer-adding-files =
    { $count ->
        [one] Adding a file…
       *[other] Adding { $count } files…
    }
composer-sending-with-files =
    { $count ->
        [one] This will be sent when the file has been added…
       *[other] This will be sent when { $count } files have been added…
    }
composer-drop = Drop to attach in { $name }
composer-drop-on-reply = Drop to attach to your reply
# In these, $error is a sentence.
composer-draft-not-read = Could not load the draft. { $error }
composer-draft-not-saved = Could not save the draft. { $error }
composer-not-sent = Could not save this message, so it was not sent. { $error }
composer-blank = This message is blank. Enter some text, or attach a file.
composer-empty-edit = A message cannot be empty. Press Esc to cancel the edit. To delete the message, select it and press Del.
composer-other-edit = You are still editing another message. Save that edit, or press Esc to cancel it.
composer-edit-deleted = This message was deleted. Copy any text you need, then press Esc to cancel the edit.
composer-edit-takes-no-files = You cannot add files while you edit a message. Press Esc to cancel the edit first.
composer-too-many-files =
    { $count ->
        [one] A message can have at most 1 file.
       *[other] A message can have at most { $count } files.
    }
composer-pasted-too-long = The pasted text has { NUMBER($length) } characters; the limit is { NUMBER($most) }. Paste the text in parts.
composer-pasted-line-too-long = The pasted text has a line of { NUMBER($length) } characters; the limit is { NUMBER($most) }. Paste the text in parts.
composer-pasted-less =
    { $count ->
        [one] 1 character that messages cannot contain was removed from the pasted text.
       *[other] { $count } characters that messages cannot contain were removed from the pasted text.
    }

## A message: its menu and buttons

message-react = React
message-thread = Reply in thread
message-star = Star
message-unstar = Unstar
message-pin = Pin
message-unpin = Unpin
message-share = Share
message-edit = Edit
message-copy = Copy text
message-quote = Quote
message-copy-code = Copy code
message-task-done = Done
message-task-open = Not done
message-history = Earlier versions
message-open-link = Open the link
message-open-picture = Open picture
message-play = Play or pause
message-stop = Stop
message-preferences = Preferences
message-select = Select
message-keep-mine = Restore my version
message-keep-theirs = Keep the server’s version
message-archive = Archive for everyone
message-unarchive = Unarchive
message-unread = Mark as unread from here
message-report = Report…
message-delete = Delete
message-retry = Retry
message-discard = Discard
message-save-file = Save file…
message-load-file = Load file
message-open-file = Open file
message-show-file = Show in folder
# With several files, each is named.
message-save-named = Save { $name }…
message-load-named = Load { $name }
message-open-named = Open { $name }
message-discard-title = Discard this message?
message-discard-about = The server rejected this message, so it exists only here. Discarding it cannot be undone.

## A message: the row

message-new = New
message-deleted = { $name } deleted a message
message-archived = Archived message from { $name }
message-selected = Selected
message-edited-before = Edited before Confab first read it; the earlier text is not here
message-edited = edited
# On the pencil beside the message that the composer is editing.
message-editing = Editing
message-blank = (blank message)
message-show-more = Show more
# $reason is a sentence.
message-not-sent = Not sent. { $reason }
message-mark-waiting = Waiting to be sent
message-mark-unanswered = Sent, but the server did not reply; checking
message-mark-sent = Sent
message-mark-delivered = Delivered
message-mark-sent-at = Sent, { $time }
message-mark-delivered-at = Delivered, { $time }
message-mark-rejected = Rejected by the server
message-arrived = arrived at { $time }
message-arrived-today = arrived today at { $time }
# $day is date-short.
message-arrived-on = arrived on { $day } at { $time }
message-pinned = Pinned
message-pinned-by = Pinned by { $name }
message-pinned-by-you = Pinned by you
message-mentions-you = Mentions you
message-starred = Starred
message-reported = Reported: { $reason }
message-reported-by-you = You reported this, { $time } · sent to the reviewers
message-reported-kept = You reported this, { $time } · reviewed: no action taken
message-reported-removed = You reported this, { $time } · reviewed: removed
message-reported-archived = You reported this, { $time } · reviewed: archived
message-reported-warned = You reported this, { $time } · reviewed: its author was warned
message-reported-lost = You reported this, { $time }, but the server did not keep your report
message-reported-waiting = You reported this, { $time } · waiting to be sent
message-reported-rejected = You reported this, { $time } · rejected; see the outbox
message-shortened =
    { $count ->
        [one] The server kept only the first character. The whole message is shown here.
       *[other] The server kept only the first { $count } characters. The whole message is shown here.
    }
message-older-at-server = The server has an older version of this message
message-older-restore = Restore
message-older-keep = Keep the server’s

## Replies

message-reply-to = Reply to { $name }
message-reply-to-text = Reply to { $name }: { $text }
message-reply-to-deleted = Reply to a deleted message
message-reply-to-earlier = Reply to an earlier message
message-replies-none = No replies yet
message-replies =
    { $count ->
        [one] 1 reply
       *[other] { $count } replies
    }
message-replies-today =
    { $count ->
        [one] 1 reply · last one at { $time }
       *[other] { $count } replies · last one at { $time }
    }
message-replies-today-draft =
    { $count ->
        [one] 1 reply · last one at { $time } · draft
       *[other] { $count } replies · last one at { $time } · draft
    }
# $day is date-short or date-short-year.
message-replies-on =
    { $count ->
        [one] 1 reply · last one on { $day }
       *[other] { $count } replies · last one on { $day }
    }
message-replies-on-draft =
    { $count ->
        [one] 1 reply · last one on { $day } · draft
       *[other] { $count } replies · last one on { $day } · draft
    }
message-reply-draft = Draft reply

## Reactions

# $emoji is its name.
message-reacted = { $name } reacted with { $emoji }
message-reacted-several = { $names } and { $name } reacted with { $emoji }
message-reacted-more =
    { $count ->
        [one] { $names } and 1 other reacted with { $emoji }
       *[other] { $names } and { $count } others reacted with { $emoji }
    }
# The first of $names, or $name.
message-reacted-you = You
message-more-reactions =
    { $count ->
        [one] … and 1 more reaction
       *[other] … and { $count } more reactions
    }

## A shared message

message-from-channel = Channel
message-from-direct = Direct message
message-from-group = Group
message-original-in = Show the original in { $name }
message-original = Show the original

## Links

link-mail = Email to { $address }
link-mail-about = Email to { $address }: { $subject }
link-open = Open { $address }
link-open-title = Open { $address }?
link-write = Write to { $address }
link-write-title = Write to { $address }?
link-doubtful = This link says “{ $text }”, but leads to { $address }
link-go = Open

## Files of a message

file-picture = Picture { $name }
# $kind is the file's type, such as “PDF document”.
file-on = { $kind } on { $host }
file-outside = Stored outside your file storage.
file-not-uploaded = Not uploaded yet
file-no-storage = Not sent yet: file storage is not set up.
file-delete-message = Delete the message
file-stop = Stop
file-stop-loading = Stop loading
file-load = Load
file-load-size = Load · { $size }
file-open = Open
file-save = Save…
file-play = Play
file-pause = Pause
file-more =
    { $count ->
        [one] … and 1 more file that Confab does not show. It stays in the message.
       *[other] … and { $count } more files that Confab does not show. They stay in the message.
    }

## The outbox: the panel

outbox-title = Outbox
outbox-failed = Could not load the outbox
outbox-empty = Nothing to send
outbox-empty-about = Everything you wrote has reached the server. Anything that could not be sent appears here, with the reason.
outbox-order = Confab sends these in this order. A rejected message holds up only its own conversation.
outbox-more =
    { $count ->
        [one] And 1 more, in the same order.
       *[other] And { $count } more, in the same order.
    }
outbox-tried =
    { $count ->
        [one] Tried once.
       *[other] Tried { $count } times.
    }
outbox-show = Show
outbox-retry = Retry
outbox-edit = Edit
outbox-discard = Discard
outbox-discard-ask = Discard…
outbox-send-rest = Send the rest
outbox-retry-all = Retry all
outbox-discard-all = Discard all
outbox-discard-all-ask = Discard all…
outbox-discard-message-title = Discard this message to { $name }?
outbox-discard-change-title = Discard this change in { $name }?
outbox-discard-unreadable-title = Discard this unreadable entry?
outbox-discard-create = The conversation will not be created. If the server already has the conversation, you will leave it. Messages you wrote there stay in the outbox until you discard them.
outbox-discard-unanswered = This may already have reached the server. If so, it will be undone there.
outbox-discard-unanswered-before = An earlier attempt got no reply, so this may already have reached the server. If so, it will be undone there.
outbox-discard-rejected = The server rejected this, so it exists only here. Discarding it cannot be undone.
outbox-discard-not-arrived = This has not reached the server. Discarding it cannot be undone.
outbox-discard-never-sent = This was never sent. Discarding it cannot be undone.
outbox-discard-unreadable = This entry cannot be read. Discarding it cannot be undone.
outbox-discard-all-title =
    { $count ->
        [one] Discard 1 message?
       *[other] Discard { $count } messages?
    }
outbox-discard-all-about = Anything that was never sent will be lost. Anything that may have reached the server will be undone there.

## Lists of messages

list-pinned = Pinned
list-starred = Starred
list-files = Files
list-mentions = Mentions
list-from-person = From one person
list-from = From { $name }
list-archived = Archived
list-everywhere = In all conversations
list-failed = Could not load this list
list-to-details = Back to details
list-deleted = Deleted
list-more-files = and { NUMBER($count) } more
# The author and the text of a shared message.
list-shared = { $name }: { $text }
list-no-stars = No starred messages yet
list-no-stars-here = No starred messages here
list-no-stars-about = Star messages you want to find again: press S on a message, or choose Star in its menu. Only you see your stars.
list-no-pins = No pinned messages here
list-no-pins-about = Pin messages that everyone here should find again: press P on a message, or choose Pin in its menu.
list-no-files = No files here
list-no-files-about = Files that people send here appear in this list.
list-no-mentions = No mentions of you here
list-no-mentions-about = Messages that mention you with @ and your name appear here.
list-none-from = No messages from this person here
list-none-from-about = Messages this person sends in this conversation appear here.
list-no-archived = No archived messages here
list-no-archived-about = Archive messages that everyone here is done with: press A on a message, or choose Archive for everyone in its menu. Archived messages stay in this list.

## Details of a conversation

details-title = Details
details-channel = Channel
details-direct-message = Direct message
details-group = Group
details-members = Members
# $error is a sentence.
details-members-failed = Could not load the members. { $error }
details-no-name = (unknown name)
details-you = you
details-support = support
details-you-support = you, support
details-messages-from = Messages from this person

## Toasts

toast-undo = Undo
# More messages were marked as read than an undo can restore.
toast-undo-rest =
    { $count ->
        [one] 1 more message stays marked as read
       *[other] { NUMBER($count) } more messages stay marked as read
    }
toast-read-all = All conversations are marked as read
toast-changed = This message has changed since the menu opened
toast-shared =
    { $count ->
        [one] Shared with 1 conversation
       *[other] Shared with { $count } conversations
    }
toast-not-shareable = None of these messages can be shared
toast-only-yours = You can only delete your own messages
toast-only-edit = You can only edit your own messages
toast-no-own-report = You can only report messages by other people
toast-reported-already = You have already reported this message
toast-is-deleted = This message is deleted
toast-no-file = This message has no file
toast-file-not-here = Download the file first
toast-not-possible = This action does not apply to this message
toast-no-unread = There are no unread messages in this conversation
toast-copied =
    { $count ->
        [one] 1 message copied
       *[other] { $count } messages copied
    }
toast-unreadable =
    { $count ->
        [one] Could not read 1 message
       *[other] Could not read { $count } messages
    }
toast-deleted =
    { $count ->
        [one] Message deleted
       *[other] { $count } messages deleted
    }
# Some of the selected messages are other people's; $count is all of them.
toast-deleted-of = { NUMBER($deleted) } of { NUMBER($count) } messages deleted; you can only delete your own
toast-archived =
    { $count ->
        [one] Message archived for everyone
       *[other] { $count } messages archived for everyone
    }
toast-saved = Saved as { $path }
toast-picture-copied = Picture copied
# $name is a conversation.
toast-exporting = Exporting { $name }…
toast-exported =
    { $count ->
        [one] 1 message exported to { $path }
       *[other] { NUMBER($count) } messages exported to { $path }
    }
toast-export-damaged =
    { $count ->
        [one] 1 damaged message is missing.
       *[other] { NUMBER($count) } damaged messages are missing.
    }
toast-printing = The conversation is opening in your browser. Print it there.
toast-reveal = Show in folder

## Errors that the window shows

# In these, $error is a sentence.
error-preferences = Could not save your preferences. { $error }
error-unavailable = This is not available here.
# $error is a technical phrase in English.
error-internal = Confab had an internal error ({ $error }). Restart Confab.
# Follows a sentence on what is wrong with the roster file.
error-roster-unchanged = Nothing was imported.

## Preferences

preferences-title = Preferences
preferences-back = Back
preferences-appearance = Appearance
preferences-appearance-about = Light, dark, or match the system.
preferences-appearance-system = System
preferences-appearance-light = Light
preferences-appearance-dark = Dark
preferences-contrast = Contrast
preferences-contrast-about = High contrast makes text stand out more and outlines controls.
preferences-contrast-normal = Normal
preferences-contrast-high = High
preferences-text = Text size
# $larger and $smaller are keys.
preferences-text-about = Scales all text. You can also press { $larger } or { $smaller } anywhere.
preferences-text-smaller = Smaller
preferences-text-larger = Larger
preferences-density = Density
preferences-density-about = Compact shows more messages without avatars, and puts names beside messages where there is room.
preferences-density-comfortable = Comfortable
preferences-density-compact = Compact
preferences-send = Sending
preferences-send-about = The key that sends a message.
preferences-send-enter = Enter
preferences-send-enter-about = Shift+Enter starts a new line.
preferences-send-ctrl-enter = Ctrl+Enter
preferences-send-ctrl-enter-about = Enter starts a new line.
preferences-send-outside-code = Enter, except in code
preferences-send-outside-code-about = Inside an open code block, Enter starts a new line.
preferences-renderer = Rendering
preferences-renderer-about = Takes effect when you restart Confab.
preferences-renderer-auto = Automatic
preferences-renderer-auto-about = Confab chooses. It currently uses Software.
preferences-renderer-software = Software
preferences-renderer-software-about = Starts fastest and needs the least memory.
preferences-renderer-gpu = Graphics card
preferences-renderer-gpu-about = Smoothest on very large screens; needs more memory.
preferences-people = People and channels
preferences-people-about = Confab learns names from messages. To get all names at once, import a roster file.
preferences-people-import = Import a roster…
preferences-files = Files
preferences-files-about = Attachments are stored in one place, which everyone in your company must be able to reach.
preferences-files-place = Choose file storage…

## Keyboard shortcuts

keys-title = Keyboard shortcuts
keys-send = Send, with the key chosen in Preferences
keys-anywhere = Anywhere
keys-in-sidebar = In the sidebar
keys-on-message = On a message
keys-in-composer = While writing
keys-in-outbox = In the outbox
keys-in-details = In the details
keys-in-messages = In a list of messages
keys-in-review = While reviewing
keys-in-dialog = In a list or dialog
keys-in-picture = In the picture viewer
keys-jump = Go to a conversation, person or command
keys-new-conversation = New conversation
keys-conversation-menu = Conversation menu
keys-previous-conversation = Previous conversation
keys-next-conversation = Next conversation
keys-previous-unread = Previous unread conversation
keys-next-unread = Next unread conversation
keys-outbox = Show or hide the outbox
keys-review = Review reported messages
keys-next-case = Next case
keys-previous-case = Previous case
keys-open-case = Go to the case
keys-claim = Claim, or give back
keys-keep = Keep the message
keys-remove = Remove for everyone
keys-archive-for-all = Archive for everyone
keys-warn = Warn the author
keys-ask = Ask the reporter
keys-hand-over = Hand over
keys-note = Add a note
keys-undo-decision = Undo the decision
keys-around = Messages before and after
keys-versions = Earlier versions
keys-show-files = Show or hide pictures
keys-queue-open = Open cases
keys-queue-mine = My cases
keys-queue-waiting = Waiting cases
keys-queue-decided = Decided cases
keys-details = Conversation details
keys-pinned = Pinned messages
keys-starred = Starred messages
keys-first-unread = First unread message
keys-attach = Attach files
keys-sync = Send and receive now
keys-import-roster = Import a roster file
keys-sign-in = Sign in with a new token
keys-next-pane = Next pane: messages, sidebar, panel, composer
keys-previous-pane = Previous pane
keys-next-stop = Next pane or button
keys-previous-stop = Previous pane or button
keys-close = Close the panel; if none is open, mark the conversation as read
keys-read-all = Mark all conversations as read
keys-preferences = Preferences
keys-keyboard-shortcuts = Keyboard shortcuts
keys-larger = Larger text
keys-smaller = Smaller text
keys-normal-size = Normal text size
keys-undo = Undo the last deletion or archiving
keys-quit = Quit
keys-up = Up
keys-down = Down
keys-open = Open
keys-older-message = Older message
keys-newer-message = Newer message
keys-select-older = Extend the selection to older messages
keys-select-newer = Extend the selection to newer messages
keys-select = Select or deselect, or play a sound
keys-page-up = One page up
keys-page-down = One page down
keys-oldest = Oldest message
keys-newest = Newest message
keys-message-menu = Message menu
keys-react = React with an emoji
keys-thread = Reply in a thread
keys-star = Star or unstar
keys-pin = Pin or unpin
keys-share = Share
keys-edit = Edit
keys-open-attachment = Open the attachment, or play it
keys-copy = Copy the text
keys-quote = Quote in a reply
keys-delete = Delete
keys-archive = Archive or unarchive
keys-unread = Mark as unread from here
keys-report = Report to the moderators
keys-bold = Bold on or off
keys-italic = Italic on or off
keys-strikethrough = Strikethrough on or off
keys-code = Code on or off; a code block for several lines
keys-edit-last = Edit your last message, if the composer is empty
keys-show-message = Show the message
keys-retry = Retry
keys-discard = Discard
keys-send-rest = Send the rest of the conversation
keys-retry-all = Retry all
keys-discard-all = Discard all
keys-open-list = Open the list, or a direct message with the member
keys-messages-from = Messages from the member
keys-newer = Newer
keys-older = Older
keys-go-to-message = Go to the message
keys-left = Left
keys-right = Right
keys-choose = Choose
keys-confirm = Confirm, from any field
keys-remove-last = Remove the last choice
keys-previous-picture = Previous picture
keys-next-picture = Next picture
keys-zoom-in = Zoom in
keys-zoom-out = Zoom out
keys-fit = Fit the picture to the window
keys-save = Save
keys-copy-picture = Copy the picture

## Dialogs

dialog-cancel = Cancel
dialog-close = Close
dialog-done = Done

## Menu of a person

person-menu-message = Direct message
person-menu-mention = Mention
person-menu-messages = Messages from this person
person-menu-copy = Copy name

## Menu of a conversation

conversation-menu-invite = Add people…
conversation-menu-star = Add to favorites
conversation-menu-unstar = Remove from favorites
conversation-menu-mute = Mute
conversation-menu-unmute = Unmute
conversation-menu-export = Export…
conversation-menu-export-html = Web page with pictures (.html)
conversation-menu-export-csv = Spreadsheet (.csv)
conversation-menu-export-json = All data (.json)
conversation-menu-print = Print…
conversation-menu-hide = Hide until the next message
conversation-menu-leave = Leave…

## Importing a roster

import-title = Import a roster
import-about = Existing entries are kept; names are updated from the file. Nothing leaves this computer.
import-file = Roster file
import-hint = A JSON file with people, channels and groups.
import-choose = Choose a file…
import-not-chosen = No file chosen. Choose a file, or enter its path here.
import-reading = Reading…
import-go = Import
# A sentence on what is wrong with the file follows.
import-check-file = Check { $path }.
import-no-path = Enter the path of a roster file, or choose one.

## The system’s file dialogs, programs and clipboard

system-import-title = Import a roster
# The kind of file that the dialog shows.
system-import-files = Roster
system-attach-title = Attach files
system-save-title = Save as
system-no-picker = No file picker is available.
system-no-downloads = No file picker is available, and there is no Downloads folder to save in.
system-no-folder = Could not find the folder of the file.
system-no-program = No program on this system can open this file. Its path is { $path }
system-picture-not-copied = Could not copy the picture to the clipboard.
# The name of a file, so without characters that file names cannot contain. $time is such as 2026-11-29 130500.
system-pasted-picture = Pasted picture { $time }

## Attaching a file by its path

attach-title = Attach a file
attach-about = No file picker is available. Enter the file’s path.
attach-file = File
attach-hint = ~ is your home folder.
attach-go = Attach
attach-no-path = Enter the path of a file.

## Signing in again

sign-in-title = Sign in again
sign-in-about = Waiting messages will be sent with the new token. You do not need to restart Confab.
sign-in-token = Access token
sign-in-token-example = New access token
sign-in-hint = Kept in the system keyring if there is one, never in a file.
sign-in-trying = Checking the token…
sign-in-go = Sign in
sign-in-no-token = Enter the new token.

## File storage

storage-title = File storage
storage-about = Everyone you write to must be able to read from this address. Messages with files are sent once the address works.
storage-address = Address
storage-address-hint = { "file:///srv/share/chat" }, { "https://" } (WebDAV), { "s3://" }, { "az://" } or { "gs://" }
storage-secret = Secret
storage-secret-example = If required
storage-secret-hint = A folder needs no secret. For WebDAV, enter { "user:password" }. Kept in the system keyring, never in a file.
storage-trying = Storing a test file…
storage-go = Use this storage
storage-no-address = Enter an address.

## New conversation, and adding people

gather-title = New conversation
# $name is the conversation's, with # for a channel.
gather-title-invite = Add people to { $name }
gather-direct = Direct
gather-direct-about = A conversation with one person.
gather-group = Group
gather-group-about = A conversation with a few people. You can add more later.
gather-channel = Channel
gather-channel-about = A named conversation about one topic.
gather-name-channel-label = Name of the channel
gather-name-channel = #name
gather-name-group-label = Name of the group
gather-name-group = Optional
gather-find = Search by name…
gather-find-more = Add another…
gather-nobody = There is nobody else here yet. Import a roster to see people.
gather-no-people = Choose at least one person.
gather-no-recipient = Choose a person to write to.
gather-one-recipient = A direct message is for one person. Choose Group, or remove the others.
gather-add = Add
gather-start = Start
gather-create-group = Create group
gather-create-channel = Create channel

## Jump to a conversation, person or command

picker-example = Search by name…
picker-remove = Remove { $name }
# $error is a sentence.
picker-failed = Could not load the names. { $error }
picker-nothing = Nothing matches “{ $query }”. Try part of the name.
picker-nobody = Nobody matches “{ $query }”. Try part of the name.
switcher-nothing = Nothing is called “{ $query }”. Only names are searched, not messages.
switcher-channels = Channels
switcher-people = People
switcher-groups = Groups
switcher-commands = Commands
picker-channel = Channel
picker-person = Person
picker-group = Group

## Reporting a message

report-title = Report this message
report-about-private = Only your company’s reviewers will see this report and your name.
report-about-public = Everyone in this conversation can see the report and its reason.
report-context = { $count ->
    [one] Include the message before and the message after
   *[other] Include up to { NUMBER($count) } messages before and { NUMBER($count) } after
}
report-spam = Spam
report-harassment = Harassment
report-sensitive = Sensitive content
report-other = Something else
report-details = Details
report-details-example = Optional
report-details-example-other = What is wrong?
report-no-reason = Choose a reason.
report-no-details = Describe what is wrong with the message.
report-go = Report

## Sharing messages

share-title =
    { $count ->
        [one] Share this message
       *[other] Share { $count } messages
    }
share-more =
    { $count ->
        [one] And 1 more
       *[other] And { $count } more
    }
share-comment = Comment (optional)
share-find = Search by name…
share-find-more = Add another…
share-no-conversation = Choose at least one conversation.
share-nobody = There is nobody else to share with.
share-go = Share
share-go-several = Share with { NUMBER($count) }

## Edit history of a message

history-title = Earlier versions
history-legend = Underlined: added in that version. Struck through: removed in the next one.
history-now = Current version, since { $time }
history-before = Written { $time }
# $error is a sentence.
history-failed = Could not load the earlier versions. { $error }

## Picture viewer

lightbox-previous = Previous
lightbox-next = Next
lightbox-retry = Try again
lightbox-smaller = Zoom out
lightbox-larger = Zoom in
lightbox-copy = Copy picture
lightbox-save = Save…
lightbox-close = Close
# The place of the picture among all pictures.
lightbox-place = { NUMBER($place) } of { NUMBER($count) }

## Emoji

emoji-find = Search emoji…
emoji-none = No emoji matches “{ $query }”.
emoji-smileys = Smileys
emoji-people = People
emoji-nature = Animals and nature
emoji-food = Food and drink
emoji-travel = Travel and places
emoji-activities = Activities
emoji-objects = Objects
emoji-symbols = Symbols
emoji-flags = Flags
emoji-often = Frequently used
emoji-recent = Recently used
emoji-found = Results
emoji-tone = Skin tone
emoji-tone-none = No skin tone
emoji-tone-light = Light skin tone
emoji-tone-medium-light = Medium-light skin tone
emoji-tone-medium = Medium skin tone
emoji-tone-medium-dark = Medium-dark skin tone
emoji-tone-dark = Dark skin tone

## Dates and times

date-today = Today
date-yesterday = Yesterday
date-monday = Monday
date-tuesday = Tuesday
date-wednesday = Wednesday
date-thursday = Thursday
date-friday = Friday
date-saturday = Saturday
date-sunday = Sunday
date-january = January
date-february = February
date-march = March
date-april = April
date-may = May
date-june = June
date-july = July
date-august = August
date-september = September
date-october = October
date-november = November
date-december = December
date-jan = Jan
date-feb = Feb
date-mar = Mar
date-apr = Apr
date-short-may = May
date-jun = Jun
date-jul = Jul
date-aug = Aug
date-sep = Sep
date-oct = Oct
date-nov = Nov
date-dec = Dec
date-day = { $weekday }, { $day } { $month }
date-day-year = { $weekday }, { $day } { $month } { $year }
# A day without its weekday; $month is the short name.
date-short = { $day } { $month }
date-short-year = { $day } { $month } { $year }
date-moment = { $weekday }, { $day } { $month } { $year } at { $time }
# $month is the short name.
date-stamp = { $day } { $month } { $year }, { $time }
age-now = just now
age-minutes = { NUMBER($count) } min
age-hours = { NUMBER($count) } h
age-days =
    { $count ->
        [one] 1 day
       *[other] { $count } days
    }

## The connection to the server
##
## A title, followed by one or more whole sentences.

line-connected = Connected
line-ready = Ready
line-sending = Sending
line-offline = Offline
line-no-reply = No reply
line-busy = The server is busy
line-broken = Server error
line-signed-out = Not signed in
line-wrong-address = Wrong address
line-disk = Cannot write to the disk
line-sending-messages =
    { $count ->
        [one] 1 message is being sent.
       *[other] { $count } messages are being sent.
    }
line-rejected =
    { $count ->
        [one] The server rejected 1 message.
       *[other] The server rejected { $count } messages.
    }
line-rejected-more =
    { $count ->
        [one] 1 more is waiting to be sent.
       *[other] { $count } more are waiting to be sent.
    }
line-keep-writing = You can keep writing.
line-offline-messages =
    { $count ->
        [one] 1 message will be sent when you are back online.
       *[other] { $count } messages will be sent when you are back online.
    }
line-no-reply-why = The server did not reply. Your last message may have arrived; Confab is checking.
line-no-reply-messages =
    { $count ->
        [one] 1 message will be sent when the server replies.
       *[other] { $count } messages will be sent when the server replies.
    }
line-busy-messages =
    { $count ->
        [one] 1 message will be sent when the server is ready.
       *[other] { $count } messages will be sent when the server is ready.
    }
line-broken-why = The server reported an internal error.
line-broken-messages =
    { $count ->
        [one] 1 message will be sent when the server works again.
       *[other] { $count } messages will be sent when the server works again.
    }
line-token-rejected = The server rejected your access token.
line-sign-in = Sign in with a new token.
line-sign-in-to-send =
    { $count ->
        [one] 1 message will be sent when you sign in with a new token.
       *[other] { $count } messages will be sent when you sign in with a new token.
    }
line-retry-now = Retrying now.
line-retry-soon = Retrying in { NUMBER($seconds) } s.
line-retry-today = Retrying at { $time }.
line-retry-tomorrow = Retrying tomorrow at { $time }.
line-retry-later = Retrying on { $day } at { $time }.

## The outbox: why something has not been sent yet

outbox-queued = Waiting to be sent.
outbox-offline = Will be sent when you are back online.
outbox-no-reply = Will be sent when the server replies.
outbox-busy = Will be sent when the server is ready.
outbox-broken = Will be sent when the server works again.
outbox-signed-out = Will be sent when you sign in.
outbox-wrong-address = Will be sent when the server address is correct.
outbox-disk = Will be sent when the disk can be written to again.
outbox-in-flight = Being sent.
outbox-behind = Waiting behind a rejected message.
outbox-unanswered = Sent, but the server did not reply. Confab sends it again unchanged, and the server recognizes it.
outbox-files = Waiting for its files to be uploaded.
outbox-files-no-storage = Not sent yet: file storage is not set up. Set it up in Preferences, or set { "files.store" }.
# $reason is a sentence.
outbox-files-trouble = Its files are not uploaded yet. { $reason }

## The outbox: what is to be sent

outbox-verb-send = Send
outbox-verb-edit = Edit
outbox-verb-delete = Delete
outbox-verb-pin = Pin
outbox-verb-star = Star
outbox-verb-read = Mark as read
outbox-verb-archive = Archive
outbox-verb-tag = Mention people
outbox-verb-share = Share
outbox-verb-react = React
outbox-verb-report = Report
outbox-verb-decide = Decide
outbox-verb-claim = Claim
outbox-verb-undo = Undo
outbox-verb-create = Create
outbox-verb-invite = Add people
outbox-verb-leave = Leave
outbox-verb-mute = Mute or unmute
outbox-verb-star-conversation = Change favorites
outbox-verb-hide = Hide or show

## The demo's network conditions
##
## A name and a description for each.

weather-clear = Clear
weather-clear-about = Everything works.
weather-slow = Slow
weather-slow-about = Every reply takes a few seconds.
weather-flaky = Flaky
weather-flaky-about = Connections break, before or after the server has handled the call.
weather-offline = Offline
weather-offline-about = The server cannot be reached.
weather-busy = Busy
weather-busy-about = The server asks Confab to wait.
weather-lost = Lost replies
weather-lost-about = The server handles every call, but most replies are lost.
weather-rejecting = Rejecting
weather-rejecting-about = The server rejects messages that contain { "!refuse" }.
weather-storm = Storm
weather-storm-about = All of these in turn.

## Uploads and downloads

transfer-uploading = Uploading…
transfer-uploading-bytes = Uploading { $done }
transfer-uploading-of = Uploading { $done } of { $total }
transfer-loading = Loading…
transfer-loading-bytes = Loading { $done }
transfer-loading-of = Loading { $done } of { $total }

## Welcome, and connecting to a server

welcome-title = Welcome to Confab
welcome-about = Confab saves each message on this computer first, then keeps trying until the server confirms it.
welcome-demo = Try the demo
welcome-demo-starting = Starting the demo…
welcome-demo-about = Chat with simulated people on a server inside Confab. Nothing leaves this computer, and nothing is kept.
welcome-connect = Connect to a server
welcome-connect-about = You need the server address and two IDs from your company. You can keep writing while the server is unreachable.
# All three are keys.
welcome-keys = { $larger } and { $smaller } change the text size; { $preferences } opens Preferences.
welcome-url = Server address
welcome-url-hint = Ask your administrator.
welcome-name = Your name
welcome-name-example = As others see it
welcome-user-id = Your user ID
welcome-company-id = Your company’s ID
welcome-token = Access token
welcome-token-example = If required
welcome-token-unknown = Kept in the system keyring if there is one, never in a file.
welcome-token-keyring = Kept in the system keyring, never in a file.
welcome-token-no-keyring = No system keyring found. The token is kept only until you quit.
welcome-token-invalid = A token can contain only plain ASCII characters, and no spaces.
welcome-advanced = Advanced
welcome-format = Format of calls to the server
welcome-go = Connect
welcome-connecting = Connecting…
welcome-back = Back

## The settings file: where something is wrong
##
## One of the sentences below follows. $file is a path; $key is a setting, such as server.url.

settings-check-key = Check { $key } in { $file }, line { NUMBER($line) }.
settings-check-line = Check { $file }, line { NUMBER($line) }.
settings-check-file = Check { $file }.
settings-add-key = Add { $key } to { $file }.
# $name is an environment variable, or an option such as --server.
settings-check-name = Check { $name }.

## The settings file: what is wrong with it

settings-absent = This profile is not set up: there is no file { $path }.
settings-not-text = { $path } is not UTF-8 text.
settings-not-toml = { $path } is not TOML.
# Follows a sentence on why the file cannot be written.
settings-unchanged = Nothing was changed.
settings-line-not-text = This line is not UTF-8 text.
settings-value-not-text = The value is not UTF-8 text.
settings-toml-twice = This key or table is in the file twice. Delete one of them.
settings-toml-escape = This is not TOML: double each backslash in the text, or put the text in single quotation marks.
settings-toml-open = This is not TOML: a bracket or quotation mark is not closed.
settings-toml-quotes = This is not TOML: put text in quotation marks, such as { "name" } = "{ "Asha Rao" }".
settings-toml-other = This is not TOML: write a setting as { "name = value" }, and a table as { "[name]" }.
# $guess is the name that was probably meant.
settings-unknown-variable = Confab has no variable with this name.
settings-unknown-variable-guess = Confab has no variable with this name. Did you mean { $guess }?
settings-unknown-table = There is no table [{ $table }].
settings-unknown-table-guess = There is no table [{ $table }]. Did you mean [{ $guess }]?
settings-unknown-table-key = There is no table [{ $key }]. Did you mean the setting { $key } in [{ $table }]?
settings-no-table = { $key } must be in a table, such as { "[server]" }.
settings-no-table-guess = { $key } must be in a table. Did you mean { $key } in [{ $table }]?
settings-unknown-key = [{ $table }] has no setting { $key }.
settings-unknown-key-guess = [{ $table }] has no setting { $key }. Did you mean { $guess }?
settings-unknown-key-elsewhere = [{ $table }] has no setting { $key }. Did you mean { $key } in [{ $other }]?
settings-unknown-kind = { $kind } is not a kind of message. Use one of these: { $kinds }.
settings-unknown-kind-guess = { $kind } is not a kind of message. Did you mean { $guess }?

## The settings file: the type of a wrong value
##
## A sentence on what to enter follows.

settings-found-text = This is text.
settings-found-number = This is a number.
settings-found-large = This number is too large.
settings-found-decimal = This is a decimal number.
settings-found-boolean = This is a boolean, { "true" } or { "false" }.
settings-found-date = This is a date.
settings-found-list = This is a list.
settings-found-table = This is a table.

## The settings file: what to enter for a setting that is missing or of the wrong type
##
## Texts are in straight quotation marks, as they are typed in the file. $example is a value as it is typed there.

settings-enter-either = Enter "{ $first }" or "{ $second }".
settings-enter-one-of-three = Enter "{ $first }", "{ $second }" or "{ $third }".
settings-enter-url = Enter the server address, such as "{ "https://chat.example.org/" }".
settings-enter-publish-path = Enter the path of the publish call, such as "{ "Message/MessageApi/PublishMessagesToServer" }".
settings-enter-headers = Enter a table of headers, such as { $example }.
settings-enter-header = Enter the value of the header { $name }, such as "{ "acme" }".
settings-enter-ca-file = Enter the path of a PEM file, such as "{ "/etc/ssl/acme.pem" }".
settings-enter-message-types = Enter a table with numbers for kinds of message, such as { $example }.
settings-enter-message-type = Enter a whole number for { $kind }, such as { "2" }.
settings-enter-message-type-names = Enter a table with names for kinds of message, such as { $example }.
settings-enter-message-type-name = Enter a name for { $kind } in quotation marks.
settings-enter-user-id = Enter your user ID, such as "{ "b1129105-9859-4ef5-b004-39adaa2e15d1" }".
settings-enter-company-id = Enter your company’s ID, such as "{ "b1f7d1ba-3b14-4d28-95c7-a56ab95b1a89" }".
settings-enter-name = Enter your name as others will see it, such as "{ "Asha Rao" }".
settings-enter-max-messages = Enter a whole number from 1 to 10000.
settings-enter-max-bytes = Enter a whole number of bytes from 1000 to 100000000.
settings-enter-timeout = Enter a duration from { "1s" } to { "10m" }, such as "{ "30s" }".
settings-enter-max-text = Enter a whole number of characters, or 0 for no limit.
settings-enter-review-to = Enter a group, channel or person, such as "{ "&Reviewers" }".
settings-enter-reasons = Enter a list of different reasons, such as { $example }: at most 20, each with at most 80 characters.
settings-enter-reviewers = Enter a list of the IDs of people, at least one and at most 1,000.
settings-enter-context = Enter a whole number of messages from 0 to 50.
settings-enter-switch = Enter { "true" } or { "false" }.
settings-enter-keep-days = Enter a whole number of days from 0 to 36500.
settings-enter-store = Enter the address of the file storage, such as "{ "file:///srv/share/chat" }".
settings-enter-max-file-bytes = Enter a whole number of bytes from 1000 to 1000000000000.
settings-enter-max-files = Enter a whole number from 1 to 100.
settings-enter-cache-bytes = Enter a whole number of bytes from 1000000 to 1000000000000.
settings-write-table = Write { $table } as a table that begins with [{ $table }].

## Settings: what is wrong with a value
##
## They follow one of the sentences above that begin with “Check”, or stand under a field of a form.

settings-url-missing = Enter the server address, such as { "https://chat.example.org/" }.
settings-url-scheme = The address must start with { "https://" }.
settings-url-scheme-guess = The address must start with { "https://" }. Did you mean { "https://" }{ $text }?
settings-url-scheme-here = The address must start with { "https://" }, or with { "http://" } for a server on this computer. Did you mean { "http://" }{ $text }?
settings-url-scheme-other = The address must start with { "https://" }, not { $scheme }://.
# $error is a technical phrase in English.
settings-url-invalid = This is not a valid address ({ $error }).
settings-url-http = Anyone on the network could read your messages: use { "https://" }. Plain { "http://" } is only for a server on this computer.
settings-url-credentials = Remove the user name and password from the address. Confab signs in with the access token from the system keyring.
settings-url-query = Remove everything from the ? or # onward: only the server’s address is needed.
settings-url-publish-path = Remove { $path } from the address: it belongs to { "server.publish_path" }.
settings-path-missing = Enter the path of the publish call; it is usually { $path }.
settings-path-address = Enter only the path after the server’s address, without { "https://" }.
settings-path-characters = A path cannot contain spaces, ?, # or backslashes.
settings-path-parts = Separate the parts of the path with a single /. Do not use { "." } or { ".." } as a part.
settings-review-alone = Set { "review.to" } too: without it, reports are public.
settings-review-to = Enter a group, channel or person, such as "{ "&Reviewers" }", not "{ $text }". For people who are not in it, add its ID: "{ "&Reviewers b1f7d1ba-3b14-4d28-95c7-a56ab95b1a89" }".
settings-review-reviewer = "{ $text }" is not the ID of a person. "{ "confab roster show" }" lists the IDs.
settings-either = Enter "{ $first }" or "{ $second }", not "{ $text }".
settings-one-of-three = Enter "{ $first }", "{ $second }" or "{ $third }", not "{ $text }".
settings-header-name = "{ $name }" is not a header name. Use letters, digits and hyphens, such as { "X-Tenant" }.
settings-header-ours = Confab sets the header { $name } itself. Remove the header.
settings-header-text = The header { $name } can contain only plain ASCII characters.
settings-ca-file = Enter the path of a PEM file, such as { "/etc/ssl/acme.pem" }, or remove this setting.
settings-user-id-missing = Enter your user ID, such as { "b1129105-9859-4ef5-b004-39adaa2e15d1" }.
settings-company-id-missing = Enter your company’s ID, such as { "b1f7d1ba-3b14-4d28-95c7-a56ab95b1a89" }.
settings-id-zeros = An ID cannot be all zeros.
settings-id-invalid = This is not a valid ID. A valid ID looks like { "b1129105-9859-4ef5-b004-39adaa2e15d1" }.
settings-name-missing = Enter your name as others will see it.
settings-name-lines = A name must be a single line.
settings-name-long = A name can have at most { NUMBER($most) } characters.
settings-number = { $number } is out of range. Enter a number from { $least } to { $most }.
settings-time = "{ $text }" is not a duration. Write it as 30s or 2m.
settings-time-range = { $text } is out of range. Enter a duration from 1s to 10m.
settings-kind-name = "{ $text }" is not a valid name for a kind of message. Use letters and digits, such as "Text".
settings-store-address = "{ $text }" is not an address. Use { "file:///folder" }, { "s3://bucket/folder" }, { "az://" }, { "gs://" } or { "https://" }.
settings-store-credentials = Remove the user name and password from the address. Confab reads them from the system keyring or from the variable { "CONFAB_FILES_SECRET" }.
settings-store-query = Remove everything from the ? or # onward.
settings-store-folder = Add the folder, such as { "file:///srv/share/chat" }.
settings-store-bucket = Add the name of the bucket or container, such as { $scheme }://name/folder.
settings-store-http = Anyone on the network could read your files: use { "https://" }.
settings-store-scheme = The address must start with { "file://" }, { "s3://" }, { "az://" }, { "gs://" } or { "https://" }, not { $scheme }://.

## Calls to the server: what went wrong
##
## { $status } is the number of an HTTP status.

remote-not-supported = This server does not support this action (status { NUMBER($status) }).
remote-no-json = This server does not accept JSON for this action (status { NUMBER($status) }).
remote-check-address = Check the server address and the publish path in the settings.
remote-no-address = The server does not know this address (status { NUMBER($status) }).
remote-no-method = The server does not accept messages at this address (status { NUMBER($status) }).
remote-proxy-sign-in = A proxy requires you to sign in (status 407). Check this computer’s proxy settings.
remote-headers-large = The request’s headers are too large for the server (status 431). Check { "server.headers" } and the access token.
remote-rejected = The server rejected this without giving a reason.
remote-rejected-status = The server rejected this without giving a reason (status { NUMBER($status) }).
remote-redirected = The server redirects to another address (status { NUMBER($status) }).
remote-redirected-to = The server redirects to { $address } (status { NUMBER($status) }).
remote-unknown-status = The server sent an unknown status ({ NUMBER($status) }).
remote-too-large = This is too large for the server (status { NUMBER($status) }).
remote-wrong-format = The server does not accept { $format } (status { NUMBER($status) }). Try the other format, JSON or XML, in the settings.
remote-maybe-arrived = Your messages may have arrived. Confab sends them again, and the server keeps each one only once.
remote-reply-long = The server’s reply is too long.
# $coding is a technical name, such as br.
remote-reply-compressed = The server’s reply is compressed in a way that Confab cannot read ({ $coding }) and did not ask for. Ask your administrator to turn compression off for this address.
remote-reply-no-id = The server’s reply has a list without message IDs.
remote-reply-empty = The server sent an empty reply.
remote-reply-page = The server sent a web page instead of a reply.
remote-reply-damaged = The server’s reply is incomplete or damaged.
remote-reply-unknown = The server’s reply has an unknown format.
remote-reply-nothing = The server’s reply has no messages.
remote-server-error = The server reported an internal error.
remote-removed = You are no longer a member of this channel.
remote-damaged = This message is damaged and cannot be sent as XML.

## Connections: what went wrong

connect-certificate-unknown = The certificate of { $host } comes from an authority that this computer does not trust. Nothing was sent. To add the authority, set { "server.ca_file" }.
connect-certificate-expired = The certificate of { $host } has expired, or this computer’s clock is wrong. Nothing was sent.
connect-certificate-early = The certificate of { $host } is not valid yet, or this computer’s clock is wrong. Nothing was sent.
connect-certificate-name = The certificate of { $host } is for another name. Nothing was sent.
connect-certificate-bad = The certificate of { $host } cannot be trusted. Nothing was sent.
# $variable is an environment variable.
connect-proxy-sign-in = The proxy set in { $variable } needs a valid user name and password.
connect-proxy-unreached = Could not reach { $host } through the proxy set in { $variable }.
connect-not-found = Could not find the server { $host }.
connect-unreached = Could not reach the server { $host }.
connect-timeout = The server { $host } did not reply within { $time }.
connect-lost = The connection to { $host } was lost before the server replied.
connect-path = { "server.publish_path" }: enter “{ $path }” as a path only, without “://”, “?” or “#”.
connect-header = { "server.headers" }: the header “{ $name }” has characters that are not allowed in its name or value.
connect-header-own = { "server.headers" }: Confab sets the header “{ $name }” itself; remove it.
connect-token = The access token has characters that cannot be sent.
# One of the next two follows, or another sentence on what is wrong with the file.
connect-ca-file-check = Check { "server.ca_file" }.
connect-ca-file-none = The certificate file { $path } has no certificate in PEM format.
# $error is a technical phrase in English.
connect-ca-file = The certificate file { $path } cannot be used ({ $error }).
connect-tls = Secure connections cannot be set up on this computer ({ $error }).
connect-proxy-characters = The proxy set in { $variable } has spaces or control characters. Write it as { "http://proxy.example.org:3128" } or { "socks5://proxy.example.org:1080" }, or unset it.
connect-proxy-kind = The proxy set in { $variable } has an unknown type ({ $scheme }://). Write it as { "http://proxy.example.org:3128" } or { "socks5://proxy.example.org:1080" }, or unset it.
connect-proxy-address = The proxy set in { $variable } is not a valid address. Write it as { "http://proxy.example.org:3128" } or { "socks5://proxy.example.org:1080" }, or unset it.
clock-behind = This computer’s clock is { $difference } behind the server’s clock. New messages are dated by the server’s clock. Check the date and time in your system settings.
clock-ahead = This computer’s clock is { $difference } ahead of the server’s clock. New messages are dated by the server’s clock. Check the date and time in your system settings.

## Actions that are not possible
##
## They appear where the action was asked for, and on the command line.

submit-empty = A message needs text or a file.
submit-empty-edit = A message needs text. To remove the message, delete it.
submit-same-message = Another message already has the ID { $id }.
submit-same-conversation = Another conversation already has the ID { $id }.
submit-no-message = There is no message with the ID { $id } here.
submit-deleted = This message was deleted.
submit-not-yours-edit = You can only edit your own messages.
submit-not-yours-delete = You can only delete your own messages.
submit-not-yours-tag = You can only mention people in your own messages.
submit-no-emoji = A reaction needs an emoji.
submit-emoji-long = A reaction is a single emoji. To write text, reply instead.
# $code is a code point, such as U+0007.
submit-character = The text has a character that cannot be sent ({ $code }, at position { NUMBER($at) }). Remove it.
submit-text-long = The text has { NUMBER($length) } characters; this server accepts at most { NUMBER($most) }.
submit-text-large = The text has { NUMBER($length) } bytes; one call can have at most { NUMBER($most) } ({ "publish.max_bytes" }). Shorten it, or attach it as a file.
submit-file-gone = { $name } is no longer in the profile. Attach the file again.
submit-in-flight = This is being sent and cannot be discarded right now.
submit-reviewers-unknown = Reports go to { $name }, which is not known here. Import your company’s roster, or add its ID to { "review.to" } in the settings.
submit-reviewers-several = Reports go to { $name }, and several conversations have this name. Add an ID to { "review.to" } in the settings.
outbox-report-unclear = The answer to the first attempt was lost, so the reviewers may have this report already. The server refused to take it again: { $reason }
submit-report-own = You can only report messages by other people.
submit-reported-already = You have already reported this message.
submit-reason-long = A reason can have at most { NUMBER($most) } characters.
submit-report-to-author = This report would go to its message’s author. Ask your company to set { "review.to_if_reviewer" }.
submit-no-reason = A report needs a reason.
submit-direct-create = A direct message does not have to be created. Write to the person instead.
submit-group-empty = A group needs at least one other person.
submit-direct-invite = A direct message has two people. Start a group instead.
submit-direct-leave = You cannot leave a direct message. Hide it instead.
submit-no-conversation = There is no conversation with the ID { $id } here.
# $name has a sign in front, such as #.
submit-left = You left { $name }.
submit-outside = You are not in { $name }.
submit-not-created = { $name } was discarded before it was created.
submit-not-rejected = Entry { $number } was not rejected. Confab sends it automatically.
submit-nothing-behind = Entry { $number } was not rejected, so nothing waits behind it.
submit-not-created-yet = Messages cannot be sent before their conversation is created. Retry or discard the conversation.
submit-no-number = The outbox has no entry { $number }.

## The profile's database: what went wrong

database-full = The disk is full. Nothing was lost; free some space and try again.
database-read-only = The profile folder cannot be written to. Check its permissions.
database-newer = This profile was used by a newer Confab (schema { NUMBER($found) }; this version supports { NUMBER($known) }). Update Confab.
database-older = This profile is in use by an older Confab (schema { NUMBER($found) }; this version supports { NUMBER($known) }). Close that one and try again.
# In the next two, $reason is one of the sentences that begin with “Its”, “The file”, “The table” or “SQLite”.
database-damaged = The profile’s database { $path } is damaged. { $reason } The database was not changed. Move it to another folder and keep it: only it has the messages still waiting to be sent. Then restore a backup, or start over.
database-gone = The profile’s database { $path } was moved, deleted or replaced while Confab was open, so nothing can be saved. Put the database back, or copy what you have written and restart Confab.
database-malformed = The profile’s database is damaged. { $reason } Close Confab, copy the profile’s folder to keep what can still be read, and replace the database with a backup.
# In database-disk and database-other, $reason is a technical phrase in English; so is $error below.
database-disk = The profile’s database could not be read or written ({ $reason }). Check the disk, and this system’s limit for file sizes (ulimit -f), then try again.
database-files = Confab cannot open as many files as it needs. Raise this system’s limit (ulimit -n) and restart Confab.
database-other = The profile’s database reported an error ({ $reason }).
database-empty = The file is empty.
database-journal-only = The file is missing, but its journal is here.
database-version = Its version number is { $version }.
database-no-version = Its tables are there, but its version number is missing.
database-no-table = The table “{ $table }” is missing, or the database belongs to another program.
database-no-column = The table “{ $table }” does not have the column “{ $column }” of version { $version }.
database-misfit = Its tables do not match its version number ({ $error }).
database-sqlite = SQLite reported an error ({ $error }).

## Names

name-invisible = (no visible name)
name-missing = Enter a name.
name-long = The name is too long: at most { NUMBER($most) } characters.
name-unseen = Remove the invisible characters from the name.
size-bytes =
    { $count ->
        [one] 1 byte
       *[other] { $count } bytes
    }

## Sending: why something was not sent

send-busy = The server is busy.
send-busy-status = The server is busy (status { NUMBER($status) }).
send-broken-status = The server reported an internal error (status { NUMBER($status) }).
send-asked-to-wait = The server asked Confab to wait.
send-last-failed = The last attempt failed.
send-sign-in = Sign in again: the server rejected the access token.
send-unreadable = Messages cannot be read from this server (status { NUMBER($status) }).
send-message-discarded = The message this belongs to was discarded before it was sent.
send-conversation-discarded = The conversation this belongs to was discarded before it was created.
send-message-deleted = Not sent: the message was deleted.
send-message-deleted-maybe = The message was deleted. An earlier attempt may have reached the server before that.
send-message-missing = The message this belongs to is no longer here.
send-mark-incomplete = Not sent. The message is too large to send back in full, and sending only part of it would erase the rest.
send-message-gone = Not sent. The message was deleted, or you no longer have access to it.
# $reason is the server's.
send-message-refused = Not sent. The server did not return the message: { $reason }
# $reason is a sentence.
send-marks-wait = Pins, stars and other marks are sent once messages can be read from the server. { $reason }
send-reading-timeout = The server took too long to return messages.
send-reading-much = Many messages must be read from the server first.
send-message-large = This message takes { $size }; one call can have at most { $most }. Shorten it, or raise { "publish.max_bytes" } if the server allows more.
send-people-large = This takes { $size }; one call can have at most { $most }. Name fewer people, or raise { "publish.max_bytes" } if the server allows more.

## Files: what went wrong
##
## $name is the file's; $host and $folder say where the file is. $error is a technical phrase in English.

file-stopped = Stopped.
file-changed = { $name } changed while it was copied. Try again once no program is writing to it.
file-is-folder = { $name } is a folder. Attach its files, or an archive of it.
file-is-special = { $name } is not a file but a pipe, a socket or a device.
file-is-empty = { $name } is empty.
file-is-large = { $name } has a size of { $size }; the limit is { $most }.
file-not-found = There is no file at { $name }.
file-forbidden = You do not have permission to read { $name }.
file-loop = { $name } is a link that leads back to itself.
file-not-regular = { $name } is not a regular file.
file-limit = { $name } is larger than { $most }, the most that Confab reads at once.
file-unreadable = { $name } cannot be read ({ $error }).
file-unwritable = { $name } cannot be written ({ $error }).
file-copy-missing = The file is no longer on this computer. Load it again.
file-copy-discarded = A file of this message is no longer in the profile. Discard the message and attach the file again.
file-names-taken = There are too many files called { $name } already.
file-too-large = The file is larger than { $most }, the most that can be loaded.
folder-full = There is no space left in { $folder }.
folder-read-only = You do not have permission to write to { $folder }.
folder-missing = There is no folder { $folder }.
folder-failed = The file could not be saved in { $folder } ({ $error }).
disk-full = The disk is full. Nothing was lost; free some space and try again.
disk-read-only = The profile’s folder for files cannot be written to. Check its permissions.
disk-failed = The profile’s disk reported an error ({ $error }).
picture-large = This picture is too large to display.
picture-large-size = This picture is too large to display ({ $width } × { $height }).
picture-damaged = This picture is incomplete or damaged.
picture-unknown = This kind of picture cannot be displayed.
picture-unreadable = This picture cannot be read.
picture-missing = The picture is no longer on this computer.
picture-failed = The picture cannot be read ({ $error }).
sound-unreadable = This sound cannot be played.
# Some builds only.
sound-no-player = Sound cannot be played on this system yet. Save the file and open it with another program.
# Some builds only.
sound-no-service = No sound service is running on this system.

## File storage: what went wrong

store-none = File storage is not set up. Set it up in Preferences.
store-unknown = { $scheme }:// is not a supported kind of file storage.
store-address = { $address } cannot be used ({ $error }).
store-no-file-name = The file’s name cannot be used ({ $error }).
store-no-address = The file’s address is not valid ({ $error }).
store-no-web-address = Files cannot be loaded from this address.
store-local-address = Files are not loaded from addresses on a local network.
store-not-secure = Files are only loaded from { "https://" } addresses.
store-redirects = Too many redirects.
store-redirected = { $host } redirects to another address, which Confab does not follow.
store-timeout = { $host } sent no data for 30 seconds.
store-unreached = { $host } cannot be reached.
store-lost = The connection to { $host } was lost.
store-not-found = { $host } cannot be found.
store-forbidden = { $host } rejected the request. Check its user name and secret.
store-forbidden-key = { $host } rejected the request. Check its key and secret.
store-file-missing = { $host } does not have this file.
store-place-missing = { $host } does not have this file or folder.
store-file-large = The file is too large for { $host }.
store-busy = { $host } is busy.
store-full = { $host } is full.
store-error = { $host } reported an internal error ({ NUMBER($status) }).
store-rejected = { $host } rejected the file ({ NUMBER($status) }).
store-rejected-why = { $host } rejected the file ({ $error }).
store-unsupported = { $host } does not support this ({ $error }).
store-failed = { $host } cannot be reached, or reported an error ({ $error }).
store-page = { $host } returned a web page instead of the file. You may have to sign in there.
store-page-stored = { $host } returned a web page instead of storing the file. You may have to sign in there.
store-compressed = { $host } sent the file with an unknown compression ({ $coding }) that Confab did not ask for.
store-damaged = { $host } sent a damaged file.
store-short = { $host } sent only part of the file.
store-secret = The secret of the file storage has characters that cannot be sent. Enter the secret again.
store-folder-address = { $address } is not a folder on this computer or on a share.
store-folder-link = The file is a link that leads out of the file storage.
store-folder-outside = { $folder } leads out of the file storage.
store-folder-missing = There is no folder { $folder }. Is the share connected?
store-folder-file = { $folder } is not a folder.
store-folder-no-file = The file is not in the file storage.
store-folder-forbidden = You do not have permission to use the file storage { $folder }.
store-folder-full = The file storage { $folder } is full.
store-folder-failed = The file storage { $folder } reported an error ({ $error }).
# $folder is a folder on the host.
store-no-folder = { $host } has no folder for the file, and Confab could not create one (status { NUMBER($status) }). Check that { $folder } exists there and that you can write to it.
file-copy-unreadable = The copy cannot be read back ({ $error }).

## What a file is

media-picture-png = PNG picture
media-picture-jpeg = JPEG picture
media-picture-gif = GIF picture
media-picture-webp = WebP picture
media-drawing = SVG drawing
media-pdf = PDF document
media-zip = ZIP archive
media-gzip = gzip archive
media-program = program
media-program-windows = program for Windows
media-program-macos = program for macOS
media-script = script
media-web-page = web page
media-text = text
media-word = Word document
media-spreadsheet = spreadsheet
media-presentation = presentation
media-picture = picture
media-sound = sound
media-video = video
media-font = font
media-file = file
media-is-program = This is a program.
media-is-program-windows = This is a program for Windows.
media-is-program-macos = This is a program for macOS.
media-is-script = This is a script.
# $ending is the ending of the file's name, such as png.
media-named-program = Named .{ $ending }, but it is a program.
media-named-program-windows = Named .{ $ending }, but it is a program for Windows.
media-named-program-macos = Named .{ $ending }, but it is a program for macOS.
media-named-script = Named .{ $ending }, but it is a script.
# $kind is one of the types above.
media-named-otherwise = Named .{ $ending }, but its type is { $kind }.
media-named-unknown = Named .{ $ending }, but it is another type of file.

## Signing in and keyrings

token-missing = Enter the token, or leave it out if the server needs none.
token-invalid = A token can contain only plain ASCII characters, and no spaces or line breaks.
keyring-none = No keyring is available on this system. Start one, or set the variable { "CONFAB_TOKEN" }.
keyring-locked = The keyring is locked or refused access. Unlock it and try again.
keyring-several = The system keyring has several tokens for this account. Delete all but one.
keyring-failed = The system keyring reported an unknown error.
keyring-not-token = The entry in the system keyring is not a token.
keyring-variable-not-text = { "CONFAB_TOKEN" } is not UTF-8 text.
# $error is a sentence.
keyring-unusable = The token cannot be used. { $error }
token-kept = The token is in use and saved in the system keyring.
token-kept-overridden = The token is in use and saved in the system keyring. At the next start, { "CONFAB_TOKEN" } overrides it: unset that variable to keep the new token.
# $error is a sentence.
token-not-kept = The token is in use, but could not be saved. Enter the token again after a restart. { $error }
token-no-server = There is no server to sign in to.
storage-no-profile = There is no profile to set up file storage for.
storage-set = File storage is set up.
storage-set-secret = File storage is set up. The secret is saved in the system keyring.
# $error is a sentence.
storage-set-secret-lost = File storage is set up, but the secret could not be saved. Enter the secret again after a restart, or set { "CONFAB_FILES_SECRET" }. { $error }
storage-set-until-quit = File storage works only until you quit: the address could not be saved. { $error }
storage-set-for-now = File storage works only until you quit.
# Some builds only.
demo-missing = This Confab was built without the demo.

## The demo’s server
##
## $error is a technical phrase in English.

# Some builds only.
demo-port = The demo server cannot start ({ $error }).
# Some builds only.
demo-transcript = The demo server cannot write its transcript ({ $error }).
# Some builds only.
demo-files = The demo server cannot store files ({ $error }).

## The profile's folder

profile-in-use = Another Confab is using the profile { $folder }. Close its window, or choose another profile with { "--profile" }.
profile-forbidden = You do not have permission to write to { $folder }. Change its permissions, or choose another profile with { "--profile" }.
profile-disk-full = The disk with { $folder } is full. Nothing was changed; free some space and start again.
profile-is-file = { $folder } is a file, but a profile is a folder. Choose another path with { "--profile" }.
profile-foreign = { $folder } has other files in it and is not a Confab profile. Choose an empty or a new folder with { "--profile" }.
# $error is a technical phrase in English.
profile-unlockable = { $folder } cannot be locked ({ $error }), so two programs could use it at once. Choose a profile on a local disk.
profile-no-folder = This system has no folder for application data. Choose one with { "--profile" }.
profile-unreadable = { $folder } cannot be opened ({ $error }).
stored-message-unreadable = A stored message could not be read ({ $error }). The message is kept unchanged.
stored-wish-unreadable = A stored action could not be read ({ $error }). The action is kept unchanged.

## A roster file: what it has, and what is wrong with it
##
## $line is a line of the file; $field is a field of it.

roster-imported =
    { $people ->
        [one] Imported 1 person
       *[other] Imported { $people } people
    } and { $conversations ->
        [one] 1 conversation
       *[other] { $conversations } conversations
    }.
roster-imported-people =
    { $count ->
        [one] Imported 1 person.
       *[other] Imported { $count } people.
    }
roster-imported-conversations =
    { $count ->
        [one] Imported 1 conversation.
       *[other] Imported { $count } conversations.
    }
roster-imported-nothing = The roster has no entries, so nothing was imported.
roster-not-text = Line { NUMBER($line) }: this is not UTF-8 text.
roster-not-json = Line { NUMBER($line) }: this is not JSON; a comma or a quotation mark may be missing.
roster-cut-off = Line { NUMBER($line) }: the file ends too early; a bracket or a quotation mark is not closed.
roster-not-roster = Line { NUMBER($line) }: a roster must be an object with { "people" }, { "channels" } and { "groups" }.
roster-not-person = Line { NUMBER($line) }: a person must be an object with { "id" } and { "name" }.
roster-not-conversation = Line { NUMBER($line) }: a conversation must be an object with { "id" }, { "name" } and { "members" }.
roster-unknown = Line { NUMBER($line) }: “{ $field }” is unknown. Use { "people" }, { "channels" } or { "groups" }.
roster-unknown-person = Line { NUMBER($line) }: “{ $field }” is unknown. Use { "id" }, { "name" } or { "role" }.
roster-unknown-conversation = Line { NUMBER($line) }: “{ $field }” is unknown. Use { "id" }, { "name" } or { "members" }.
roster-missing = Line { NUMBER($line) }: “{ $field }” is missing.
roster-list = Line { NUMBER($line) }: “{ $field }” must be a list.
roster-ids = Line { NUMBER($line) }: “{ $field }” must be a list of IDs.
roster-id = Line { NUMBER($line) }: “{ $field }” must be an ID such as { "b1129105-9859-4ef5-b004-39adaa2e15d1" }.
roster-text = Line { NUMBER($line) }: “{ $field }” must be text.
roster-name = Line { NUMBER($line) }: “{ $field }” must be a visible name.
roster-role = Line { NUMBER($line) }: “{ $field }” must be { "member" } or { "support" }.

## Reviewing reported messages: what is not allowed, and why.

desk-no-role = Only support staff can review reports. Your role is member.
desk-not-listed = You are not on the list of reviewers ({ "review.reviewers" }).
desk-no-place = The company has no conversation for reviewers. Set { "review.to" } first.
desk-no-case = Nobody has reported a message with the ID { $id }.
desk-claimed = { $name } is working on this case.
desk-decided = { $name } has already decided this case. Undo that decision first.
desk-own-message = You cannot decide on your own message.
desk-hand-over-to = Only a handover takes a recipient, and it needs one.
desk-hand-over-back = The case cannot go to the conversation of the reported message: its members would learn of the report.
desk-nothing-to-undo = There is no decision to undo.

## Replies in the thread of a case. All reviewers read them, in any client.

desk-says-claim = I am working on this case.
desk-says-release = I am no longer working on this case.
desk-says-keep = Decided: the message stays.
desk-says-remove = Decided: the message is removed.
desk-says-archive = Decided: the message is archived.
desk-says-warn = Decided: the author is warned.
desk-says-ask = Question to the reporter.
desk-says-hand-over = Handed over.
desk-says-hand-over-to = Handed over to { $name }.
desk-says-undo = The decision is undone.
desk-says-restore = The removal is undone: the message comes back.
desk-says-done = Done.
desk-says-refused = Not carried out.
desk-says-unconfirmed = Sent, but the server has not confirmed it.
desk-says-skipped = Not carried out: another reviewer decided first.
desk-says-reason = { $line } { $reason }
desk-not-here = The reviewer is not a member of the conversation. Hand the case over to somebody who is.
desk-says-undone-first = Not carried out: the decision was undone first.
desk-tampered = The evidence is not as it was stored, so it is not exported: { $fault }
desk-says-gone = Its author had already deleted the message.
desk-no-edit = A decision cannot be edited or deleted. Undo it instead.
desk-no-words = Nobody is written to for this decision. For words to the other reviewers, add a note.
desk-hand-over-author = The case cannot go to the author of the message.
review-other = This report does not match the message here. The report may have been changed.
review-pending = Decided by { $name }, not carried out yet
desk-undo-elsewhere = You are not in the conversation of the message, so you cannot bring it back. Somebody who is in it has to undo the decision.
desk-not-inside = You are not in the reviewers’ conversation yet. Read it once, or ask to be added.
desk-discarded = The message was discarded in the outbox.
desk-log = the log of reviews
desk-author-unknown = The author of the message is unknown.
desk-reporter-unknown = There is no reporter to ask.

## Direct messages to the author of a reported message, and to the person who reported it.

desk-warning = Your message in { $place } was reported and breaks our rules. Please follow them in future. Your message: “{ $quote }”
desk-warning-direct = A direct message of yours was reported and breaks our rules. Please follow them in future. Your message: “{ $quote }”
desk-told-keep = Thank you for reporting a message by { $author }. We looked at it and left it as it is.
desk-told-remove = Thank you for reporting a message by { $author }. We removed it.
desk-told-archive = Thank you for reporting a message by { $author }. We archived it.
desk-told-warn = Thank you for reporting a message by { $author }. We warned its author.
desk-told-gone = Thank you for reporting a message by { $author }. Its author had already deleted it.
desk-told-undone = You reported a message by { $author }. We looked at it again and reversed our decision.
desk-told-author-remove = We removed this message of yours, because it does not follow our rules: “{ $quote }”
desk-told-author-archive = We archived this message of yours, because it does not follow our rules: “{ $quote }”
desk-question = Thank you for your report. What is wrong with this message? “{ $quote }”

## The reviewers' desk.

review-title = Review
review-failed = Could not load the cases
review-case-failed = Could not load this case
review-tab = { $name } { $count }
review-open = Open
review-mine = Mine
review-waiting = Waiting
review-decided = Decided
review-order = Change the order
review-oldest = Oldest first
review-most-reported = Most reported first
review-by-author = Authors with most cases first
review-no-open = No open cases
review-no-open-about = Messages that people report appear here.
review-no-mine = You are not working on a case
review-no-mine-about = Press C on a case to claim it. The other reviewers see that you are working on it.
review-no-waiting = Nothing is waiting
review-no-waiting-about = Cases appear here when you wait for a reporter’s answer, or when a decision could not be carried out.
review-no-decided = No decided cases yet
review-no-decided-about = A decided case stays here, and its decision can be undone.

# The state of a case. $name is a reviewer.
review-unclaimed = Open
review-yours = You are working on this
review-claimed = { $name } is working on this
review-asked = { $name } asked the reporter
review-kept = Kept by { $name }
review-removed = Removed by { $name }
review-archived = Archived by { $name }
review-warned = Author warned by { $name }
review-refused = The decision could not be carried out
review-unconfirmed = The decision is not confirmed
review-conflict = Two decisions are in conflict
review-conflict-about = Two reviewers made different decisions. Undo one of them.
# $decision is review-do-keep and so on.
review-undo-one = Undo “{ $decision }” by { $name }
review-claimed-since = { $name } has been working on this case since { $time }.

review-reports =
    { $count ->
        [one] 1 report
       *[other] { $count } reports
    }
review-files =
    { $count ->
        [one] 1 file
       *[other] { $count } files
    }
review-author-cases =
    { $count ->
        [one] 1 other case about this author, { NUMBER($decided) } decided
       *[other] { $count } other cases about this author, { NUMBER($decided) } decided
    }
review-written = Written { $time }
review-no-text = No text
review-pictures-hidden = Pictures are hidden.
review-files-closed = Files are not loaded.
review-show-files = Show
review-hide-files = Hide
review-not-here = You are not in this conversation, so later changes are not visible to you.
review-now-deleted = Deleted since it was reported
review-now-archived = Archived since it was reported
review-now-edited = Edited since it was reported
review-now-same = Unchanged since it was reported
review-show-versions = Show versions
review-hide-versions = Hide versions
review-text-since = Text since { $time }
review-text-before = Earlier text, { $time }
review-withdrawn = Withdrawn
review-reporter-others =
    { $count ->
        [one] Has reported 1 other message
       *[other] Has reported { $count } other messages
    }
review-context =
    { $count ->
        [one] 1 message before and after
       *[other] { $count } messages before and after
    }
review-show-context = Show
review-hide-context = Hide
review-this-one = Reported
review-sent-by = Included by { $name }
review-thread = Reviewers
review-links = Links in reported messages do not open.

review-do-keep = Keep
review-do-remove = Remove
review-do-archive = Archive
review-do-warn = Warn
review-do-ask = Ask
review-do-hand-over = Hand over
review-do-note = Note
review-do-claim = Claim
review-do-release = Release
review-do-undo = Undo decision

review-still-loading = The case is still loading.
review-no-thread = Claim the case or decide first, then add a note.
review-decided-already = This case is decided. Undo the decision first.
review-nothing-to-undo = There is no decision to undo.
review-undone = Your last decision is undone.

## The words of a reviewer.

decide-warn = Warn the author
decide-warn-about = The author gets a direct message from you.
decide-warn-words = Message
decide-warn-go = Warn
decide-usual-warning = Leave empty for the usual warning
decide-ask = Ask the reporter
decide-ask-about = The first reporter gets a direct message from you. The case waits for the answer.
decide-ask-words = Question
decide-ask-go = Ask
decide-usual-question = Leave empty for the usual question
decide-hand-over = Hand over this case
decide-hand-over-about = A reviewer takes over the case. Anyone else gets the message without the reports.
decide-hand-over-go = Hand over
decide-find = Find a person or conversation
decide-nobody-picked = Pick a person or conversation.
decide-note = Add a note
decide-note-about = All reviewers see it in this case.
decide-note-words = Note
decide-note-go = Add note
decide-no-words = Write something first.
decide-optional = Optional

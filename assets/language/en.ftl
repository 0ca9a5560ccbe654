### The sentences of the window, in English (Fluent, https://projectfluent.org).
###
### Ids begin with the screen. An argument that selects a plural is a number; any other is a text as it is to be shown.
### Sentences are whole: none is put together from pieces. A message that a language cannot say with these arguments gets
### more of them.

## Preferences

preferences-title = Preferences
preferences-back = Back
preferences-appearance = Appearance
preferences-appearance-about = Light, dark, or match the system.
preferences-appearance-system = System
preferences-appearance-light = Light
preferences-appearance-dark = Dark
preferences-contrast = Contrast
preferences-contrast-about = High contrast darkens text and outlines controls.
preferences-contrast-normal = Normal
preferences-contrast-high = High
preferences-text = Text size
# $larger and $smaller are keys.
preferences-text-about = Scales all text. { $larger } and { $smaller } work anywhere.
preferences-text-smaller = Smaller
preferences-text-larger = Larger
preferences-send = Sending
preferences-send-about = The key that sends a message.
preferences-send-enter = Enter
preferences-send-enter-about = Shift+Enter starts a new line.
preferences-send-ctrl-enter = Ctrl+Enter
preferences-send-ctrl-enter-about = Enter starts a new line.
preferences-send-outside-code = Enter, except in code
preferences-send-outside-code-about = Inside an open code block, Enter starts a new line.
preferences-renderer = Rendering
preferences-renderer-about = Takes effect after a restart.
preferences-renderer-auto = Automatic
preferences-renderer-auto-about = Software, except on very large screens.
preferences-renderer-software = Software
preferences-renderer-software-about = Starts fastest and needs the least memory.
preferences-renderer-gpu = Graphics card
preferences-renderer-gpu-about = Smoothest on very large screens; needs more memory.
preferences-people = People and channels
preferences-people-about = Names arrive with messages, or all at once from a roster file.
preferences-people-import = Import a roster…
preferences-files = Files
preferences-files-about = Attachments are stored in one place that everyone in your company can reach.
preferences-files-place = Choose file storage…

//! The multi-line text editor: the composer's field.
//!
//! It wraps iced's editor and adds missing features: undo and redo ([`Text`]), keys that delete words, words being
//! composed by an input method inside the text (`composing`), reporting the caret's place (for a list of people or
//! emoji beside it), and showing its text to selectors. It grows with the text up to a height and scrolls beyond it.
//! Its owner decides which key sends.
//!
//! Must not know: drafts, conversations. Tests: in `editor/`, and `tests/widgets/`.

mod composing;
mod history;
mod letters;
mod text;

pub use text::{Edit, Outcome, Text};

use composing::Colored;

use super::one_line::one_line;
use crate::theme::{Role, Theme, text as tone};

use iced::advanced::layout::{self, Layout};
use iced::advanced::text::highlighter::Format;
use iced::advanced::widget::operation::Operation;
use iced::advanced::widget::{self, Tree, tree};
use iced::advanced::{Clipboard, InputMethod, Shell, Widget, input_method, renderer};
use iced::keyboard::key::Named;
use iced::keyboard::{self, Key};
use iced::widget::text_editor::{self, Binding, KeyPress, Motion, Status, TextEditor};
use iced::{Element, Event, Length, Rectangle, Size, mouse};

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Instant;

type Keys<'a, Message> = Box<dyn Fn(&KeyPress) -> Option<Binding<Message>> + 'a>;

/// The widget; see [`editor`].
pub struct Editor<'a, Message> {
    text: &'a Text,
    theme: Theme,
    placeholder: String,
    id: Option<widget::Id>,
    about: u64,
    max_lines: f32,
    max_height: Option<f32>,
    role: Role,
    on_edit: Box<dyn Fn(Edit) -> Message + 'a>,
    on_key: Option<Keys<'a, Message>>,
    on_caret: Option<Box<dyn Fn(Rectangle) -> Message + 'a>>,
}

/// An editor of this text; its requests arrive as [`Edit`], to be passed to [`Text::edit`].
pub fn editor<'a, Message>(
    text: &'a Text,
    theme: Theme,
    on_edit: impl Fn(Edit) -> Message + 'a,
) -> Editor<'a, Message> {
    Editor {
        text,
        theme,
        placeholder: String::new(),
        id: None,
        about: 0,
        max_lines: 12.0,
        max_height: None,
        role: Role::Body,
        on_edit: Box::new(on_edit),
        on_key: None,
        on_caret: None,
    }
}

impl<'a, Message: Clone + 'static> Editor<'a, Message> {
    /// The placeholder shown while there is no text.
    #[must_use]
    pub fn placeholder(mut self, placeholder: impl Into<String>) -> Self {
        self.placeholder = placeholder.into();
        self
    }

    /// Sets the id, for keyboard focus and tests.
    #[must_use]
    pub fn id(mut self, id: impl Into<widget::Id>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Says what the text is about, such as a conversation: what an input method composes for one thing must not become
    /// text about another.
    #[must_use]
    pub fn about(mut self, about: impl Hash) -> Self {
        let mut hasher = DefaultHasher::new();
        about.hash(&mut hasher);
        self.about = hasher.finish();
        self
    }

    /// Sets the largest height, in logical pixels; the default is twelve lines.
    #[must_use]
    pub fn max_height(mut self, height: f32) -> Self {
        self.max_height = Some(height);
        self
    }

    /// Sets a type role other than body text, such as code.
    #[must_use]
    pub fn role(mut self, role: Role) -> Self {
        self.role = role;
        self
    }

    /// Sets the handler that sees each key press first while the editor has keyboard focus; `None` leaves the key to
    /// the editor.
    #[must_use]
    pub fn on_key(mut self, keys: impl Fn(&KeyPress) -> Option<Binding<Message>> + 'a) -> Self {
        self.on_key = Some(Box::new(keys));
        self
    }

    /// Publishes the caret's place in the window, while the editor has keyboard focus and whenever the caret moves.
    #[must_use]
    pub fn on_caret(mut self, message: impl Fn(Rectangle) -> Message + 'a) -> Self {
        self.on_caret = Some(Box::new(message));
        self
    }

    fn build(self) -> Framed<'a, Message> {
        let Self {
            text,
            theme,
            placeholder,
            id,
            about,
            max_lines,
            max_height,
            role,
            on_edit,
            on_key,
            on_caret,
        } = self;
        let measures = theme.type_of(role);
        let on_edit = std::rc::Rc::new(on_edit);
        let (on_action, on_input) = (std::rc::Rc::clone(&on_edit), std::rc::Rc::clone(&on_edit));
        let mut inner = TextEditor::new(text.content())
            .font(measures.font)
            .size(measures.size)
            .line_height(measures.line_height())
            .padding(0)
            .height(Length::Shrink)
            .min_height(measures.line)
            .max_height(max_height.unwrap_or(measures.line * max_lines))
            .on_action(move |action| on_action(Edit::Action(action)))
            .key_binding(move |press| bind(press, on_key.as_ref(), on_edit.as_ref()));
        if let Some(id) = id {
            inner = inner.id(id);
        }
        let inner = inner.highlight_with::<Colored>(text.mark(), |(), theme: &Theme| Format {
            color: Some(theme.colors().accent),
            font: None,
        });
        let hint = one_line(theme, role, placeholder).style(tone::muted);
        Framed { inner: inner.into(), hint: hint.into(), text, about, on_input, on_caret }
    }
}

fn bind<Message>(
    press: KeyPress,
    keys: Option<&Keys<'_, Message>>,
    on_edit: &dyn Fn(Edit) -> Message,
) -> Option<Binding<Message>> {
    if !matches!(press.status, Status::Focused { .. }) {
        return None;
    }
    if let Some(binding) = keys.and_then(|keys| keys(&press)) {
        return Some(binding);
    }
    let held = press.modifiers;
    match press.key.to_latin(press.physical_key) {
        Some('z' | 'Z') if held.command() && held.shift() => {
            return Some(Binding::Custom(on_edit(Edit::Redo)));
        }
        Some('z' | 'Z') if held.command() => return Some(Binding::Custom(on_edit(Edit::Undo))),
        Some('y') if held.command() => return Some(Binding::Custom(on_edit(Edit::Redo))),
        // A key with Ctrl or Cmd belongs to the program; the editor would insert its letter.
        Some('a' | 'c' | 'v' | 'x') | None => {}
        Some(_) if held.command() => return None,
        Some(_) => {}
    }
    match (&press.key, held) {
        (Key::Named(Named::Backspace), held) if held.jump() => {
            Some(Binding::Sequence(vec![Binding::Select(Motion::WordLeft), Binding::Backspace]))
        }
        (Key::Named(Named::Delete), held) if held.jump() => {
            Some(Binding::Sequence(vec![Binding::Select(Motion::WordRight), Binding::Delete]))
        }
        // Keyboard focus is the program's: see `Focus` in the screens. Alt with an arrow changes the conversation.
        (Key::Named(Named::Escape), _) => None,
        (Key::Named(_), held) if held.alt() && !held.jump() => None,
        (Key::Named(_) | Key::Character(_) | Key::Unidentified, _) => Binding::from_key_press(press),
    }
}

/// iced's editor, with the caret reports and selector text that it lacks.
struct Framed<'a, Message> {
    inner: Element<'a, Message, Theme>,
    /// The placeholder, on one line.
    hint: Element<'a, Message, Theme>,
    text: &'a Text,
    about: u64,
    on_input: std::rc::Rc<Box<dyn Fn(Edit) -> Message + 'a>>,
    on_caret: Option<Box<dyn Fn(Rectangle) -> Message + 'a>>,
}

#[derive(Debug)]
struct State {
    /// The caret's place that was last published.
    caret: Option<Rectangle>,
    about: u64,
    is_focused: bool,
    input: Input,
}

/// The connection to the input method.
///
/// ```text
///   focused, other text ─► Renewing ─► in the next frame ─► Deaf ─► Opened ─► Open ─► Closed ─► Deaf
/// ```
/// A new connection makes the input method forget what it was composing. What it still says until the new one is open
/// belongs to the old text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Input {
    /// No input method is asked for in this frame.
    Renewing(Option<Instant>),
    Deaf,
    Open,
}

impl<Message> Framed<'_, Message> {
    fn is_focused(tree: &Tree) -> bool {
        tree.state.downcast_ref::<text_editor::State<Colored>>().is_focused()
    }

    /// Handles what the input method says; iced would draw its words over the text.
    fn hear(&self, state: &mut State, event: &input_method::Event, shell: &mut Shell<'_, Message>) {
        let is_composing = self.text.is_composing();
        match event {
            input_method::Event::Opened => state.input = Input::Open,
            input_method::Event::Closed => {
                if is_composing {
                    shell.publish((self.on_input)(Edit::EndComposing));
                }
                if state.input == Input::Open {
                    state.input = Input::Deaf;
                }
            }
            _ if state.input != Input::Open || !state.is_focused => {}
            input_method::Event::Preedit(words, chosen) => {
                if is_composing || !words.is_empty() {
                    shell.publish((self.on_input)(Edit::Compose(words.clone(), chosen.clone())));
                    shell.request_redraw();
                }
            }
            input_method::Event::Commit(words) => {
                let paste = text_editor::Edit::Paste(std::sync::Arc::new(words.clone()));
                shell.publish((self.on_input)(Edit::Action(text_editor::Action::Edit(paste))));
            }
        }
    }

    /// Asks for the input method in this frame, or for none while the connection is renewed. Its window opens under
    /// `cursor`.
    fn ask(state: &mut State, now: Instant, wanted: &mut InputMethod, shell: &mut Shell<'_, Message>) {
        if let Input::Renewing(since) = state.input {
            let since = since.unwrap_or(now);
            if since == now {
                state.input = Input::Renewing(Some(since));
                *wanted = InputMethod::Disabled;
                shell.request_redraw();
                return;
            }
            state.input = Input::Deaf;
        }
        if let InputMethod::Enabled { cursor, preedit, .. } = wanted {
            *preedit = None;
            if is_placed_by_top() {
                cursor.y += cursor.height;
            }
        }
    }
}

/// True if the window system places the input method's window at the top of the caret, so that it would cover the line:
/// X11 takes a point, not an area.
fn is_placed_by_top() -> bool {
    cfg!(all(unix, not(target_os = "macos"))) && std::env::var_os("WAYLAND_DISPLAY").is_none()
}

impl<Message> Widget<Message, Theme, iced::Renderer> for Framed<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        let (about, input) = (self.about, Input::Renewing(None));
        tree::State::new(State { caret: None, about, is_focused: false, input })
    }

    fn children(&self) -> Vec<Tree> {
        vec![Tree::new(&self.inner), Tree::new(&self.hint)]
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(&[&self.inner, &self.hint]);
        let state = tree.state.downcast_mut::<State>();
        if state.about != self.about {
            state.about = self.about;
            state.input = Input::Renewing(None);
        }
    }

    fn size(&self) -> Size<Length> {
        self.inner.as_widget().size()
    }

    fn layout(
        &mut self,
        tree: &mut Tree,
        renderer: &iced::Renderer,
        limits: &layout::Limits,
    ) -> layout::Node {
        let node = self.inner.as_widget_mut().layout(&mut tree.children[0], renderer, limits);
        let within = layout::Limits::new(Size::ZERO, node.size());
        let hint = self.hint.as_widget_mut().layout(&mut tree.children[1], renderer, &within);
        layout::Node::with_children(node.size(), vec![node, hint])
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &iced::Renderer,
        operation: &mut dyn Operation,
    ) {
        let mut parts = layout.children();
        let (inner, hint) = (parts.next(), parts.next());
        match hint.filter(|_| self.text.shown().is_empty()) {
            Some(hint) => {
                self.hint.as_widget_mut().operate(&mut tree.children[1], hint, renderer, operation);
            }
            None => operation.text(None, layout.bounds(), self.text.shown()),
        }
        if let Some(inner) = inner {
            self.inner.as_widget_mut().operate(&mut tree.children[0], inner, renderer, operation);
        }
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &iced::Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        viewport: &Rectangle,
    ) {
        let Some(inner) = layout.children().next() else { return };
        // Selected text outside the field took the key, such as Ctrl+A or Ctrl+C.
        if shell.is_event_captured()
            && matches!(event, Event::Keyboard(iced::keyboard::Event::KeyPressed { .. }))
        {
            return;
        }
        if let Event::InputMethod(event) = event {
            let state = tree.state.downcast_mut::<State>();
            state.is_focused = Self::is_focused(&tree.children[0]);
            self.hear(state, event, shell);
            return;
        }
        let mut messages = Vec::new();
        let mut own = Shell::new(&mut messages);
        self.inner.as_widget_mut().update(
            &mut tree.children[0],
            event,
            inner,
            cursor,
            renderer,
            clipboard,
            &mut own,
            viewport,
        );
        // iced reports the caret's place only to the input method.
        let caret = match own.input_method() {
            InputMethod::Enabled { cursor, .. } => Some(*cursor),
            InputMethod::Disabled => None,
        };
        let is_focused = Self::is_focused(&tree.children[0]);
        let state = tree.state.downcast_mut::<State>();
        if is_focused != state.is_focused {
            state.is_focused = is_focused;
            if is_focused {
                state.input = Input::Renewing(None);
            } else if self.text.is_composing() {
                own.publish((self.on_input)(Edit::EndComposing));
            }
        }
        let now = match event {
            Event::Window(iced::window::Event::RedrawRequested(now)) => Some(*now),
            _ => None,
        };
        if let Some(now) = now.filter(|_| is_focused) {
            let mut wanted = own.input_method().clone();
            Self::ask(state, now, &mut wanted, &mut own);
            *own.input_method_mut() = wanted;
        }
        shell.merge(own, std::convert::identity);
        if let (Some(_), Some(caret), Some(message)) = (now, caret, &self.on_caret)
            && state.caret != Some(caret)
        {
            state.caret = Some(caret);
            shell.publish(message(caret));
        }
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut iced::Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let mut parts = layout.children();
        if let Some(inner) = parts.next() {
            self.inner.as_widget().draw(&tree.children[0], renderer, theme, style, inner, cursor, viewport);
        }
        if let Some(hint) = parts.next().filter(|_| self.text.shown().is_empty()) {
            self.hint.as_widget().draw(&tree.children[1], renderer, theme, style, hint, cursor, viewport);
        }
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &iced::Renderer,
    ) -> mouse::Interaction {
        layout.children().next().map_or_else(mouse::Interaction::default, |inner| {
            self.inner.as_widget().mouse_interaction(&tree.children[0], inner, cursor, viewport, renderer)
        })
    }
}

impl<'a, Message: Clone + 'static> From<Editor<'a, Message>> for Element<'a, Message, Theme> {
    fn from(editor: Editor<'a, Message>) -> Self {
        Element::new(editor.build())
    }
}

impl<Message> std::fmt::Debug for Editor<'_, Message> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Editor").finish_non_exhaustive()
    }
}

/// True if this key press is Enter with exactly these modifiers held.
pub fn is_enter(press: &KeyPress, held: keyboard::Modifiers) -> bool {
    press.key == Key::Named(Named::Enter) && press.modifiers == held
}

/// Re-exported so that owners can bind keys.
pub use text_editor::{Binding as EditorBinding, KeyPress as EditorKeyPress};

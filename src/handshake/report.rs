//! What the application's info and msg callbacks are told.

use super::driver::Engine;
use super::observer::{self, Event};
use super::{Application, Direction, Message, TLS12, TLS13};
use crate::record::alert::Alert;
use crate::record::HEADER_LEN;

impl Engine {
    /// Tells the application what a record holds, in the order in which OpenSSL would: a received
    /// header comes before the change of state that the message brings, a sent one after it.
    pub(super) fn report(
        &mut self,
        app: &dyn Application,
        direction: Direction,
        record: &[u8],
        events: &[Event],
    ) {
        let server = self.is_server();
        let writing = direction == Direction::Write;
        let version = match (writing, self.observer.version) {
            (true, version @ TLS12..) => version,
            _ => self.version,
        };
        let tell = |version, content_type, bytes: &[u8]| {
            if app.wants_messages() {
                app.message(Message {
                    direction,
                    version,
                    content_type,
                    bytes,
                });
            }
        };
        let header = |inner: Option<&u8>| {
            // Nothing was sealed where libcrypto ran out of memory.
            let Some(header @ [_, major, minor, ..]) = record.get(..HEADER_LEN) else {
                return;
            };
            tell(u16::from_be_bytes([*major, *minor]), 256, header);
            if let Some(inner) = inner {
                // OpenSSL gives the record's version for what it sends.
                tell(if writing { TLS12 } else { version }, 257, &[*inner]);
            }
        };
        let (inner, events) = match events {
            [Event::InnerType(inner), rest @ ..] => (Some(inner), rest),
            _ => (None, events),
        };
        let mut headed = !writing || events.is_empty();
        if headed {
            header(inner);
        }
        for event in events {
            let state = match event {
                Event::Message(message) => observer::state(server, writing, message[0]),
                // OpenSSL drops those of TLS 1.3 before anybody hears of them.
                Event::ChangeCipherSpec if version == TLS13 && !writing => None,
                Event::ChangeCipherSpec => {
                    Some(observer::change_cipher_spec_state(server, writing))
                }
                _ => None,
            };
            if let Some(state) = state {
                self.enter_state(app, state);
            }
            if !headed {
                header(inner);
                headed = true;
            }
            match event {
                Event::Message(message) => tell(version, 22, message),
                Event::ChangeCipherSpec if writing => tell(version, 20, &[1]),
                Event::Alert(content) => {
                    if let Ok(alert) = Alert::parse(content) {
                        tell(version, 21, content);
                        app.alert(direction, alert.level, alert.description);
                    }
                }
                _ => {}
            }
        }
        if self.observer.version != 0 {
            self.version = self.observer.version;
        }
    }

    pub(super) fn enter_state(&mut self, app: &dyn Application, state: i32) {
        self.state = state;
        app.state(state);
    }

    /// OpenSSL's machine makes a step of its own where it turns from writing to reading.
    pub(super) fn turn_to_reading(&mut self, app: &dyn Application) {
        if self.is_server() && self.observer.version == TLS13 {
            self.enter_state(app, observer::EARLY_DATA);
        }
        self.enter_state(app, self.state);
    }
}

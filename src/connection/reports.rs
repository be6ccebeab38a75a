//! Calls the application's callbacks that observe a connection: info, msg, and the one for the peer's
//! extensions.

use std::cell::Cell;

use libc::{c_int, c_void};

use super::Connection;
use crate::callbacks;
use crate::constants::*;
use crate::context::hooks::With;
use crate::handshake::{Direction, Message, TLS12, TLS13};
use crate::record::alert::Alert;
use crate::record::ContentType;
use tls::registry::extension::ExtensionType;
use tls::registry::version::ProtocolVersion;

/// The callbacks set on this connection alone, and what was reported to them. The msg callback belongs to the
/// settings.
#[derive(Default)]
pub struct Reports {
    /// `None` if the context's is called.
    info: Cell<Option<callbacks::Info>>,
    /// Gets the peer's extensions (`SSL_set_tlsext_debug_callback`).
    extensions: Cell<With<callbacks::ExtensionDebug>>,
    /// The handshake's end was reported to the info callback, perhaps before the end.
    done: Cell<bool>,
}

impl Reports {
    /// `SSL_get_info_callback`: the connection's own.
    pub fn info(&self) -> Option<callbacks::Info> {
        self.info.get()
    }

    /// `SSL_set_info_callback`.
    pub fn set_info(&self, call: Option<callbacks::Info>) {
        self.info.set(call);
    }

    /// `SSL_set_tlsext_debug_callback`: replaces the callback, but not its argument.
    pub fn set_extension_callback(&self, call: Option<callbacks::ExtensionDebug>) {
        let arg = self.extensions.get().arg;
        self.extensions.set(With { call, arg });
    }

    /// `SSL_set_tlsext_debug_arg`: replaces the argument, but not the callback.
    pub fn set_extension_argument(&self, arg: *mut c_void) {
        let call = self.extensions.get().call;
        self.extensions.set(With { call, arg });
    }

    /// A callback for the peer's extensions is set.
    pub(super) fn wants_extensions(&self) -> bool {
        self.extensions.get().call.is_some()
    }

    /// Marks the handshake's end as reported; false if it was reported before.
    pub(super) fn begin_done(&self) -> bool {
        !self.done.replace(true)
    }

    /// `SSL_clear`.
    pub(super) fn clear(&self) {
        self.done.set(false);
    }

    /// `SSL_dup`.
    pub(super) fn copy_from(&self, other: &Reports) {
        self.info.set(other.info.get());
    }
}

impl Connection {
    /// Calls the info callback: the connection's own, else its context's.
    pub(crate) fn report_info(&self, what: c_int, value: c_int) {
        let callback = self.reports.info().or_else(|| self.context().hooks().info);
        if let Some(callback) = callback {
            // SAFETY: the application's callback, called with a live connection as documented.
            self.outside(|| unsafe { callback(self.as_ptr(), what, value) });
        }
    }

    fn side(&self) -> c_int {
        if self.state.is_server() {
            SSL_ST_ACCEPT
        } else {
            SSL_ST_CONNECT
        }
    }

    /// Reports a new state of the handshake to the info callback.
    pub(crate) fn report_loop(&self) {
        self.report_info(self.side() | SSL_CB_LOOP, 1);
    }

    /// Reports the return of a handshake call to the info callback.
    pub(crate) fn report_exit(&self, returned: c_int) {
        self.report_info(self.side() | SSL_CB_EXIT, returned);
    }

    /// Reports an alert to the info callback.
    pub(crate) fn report_alert(&self, direction: Direction, alert: Alert) {
        let what = match direction {
            Direction::Read => SSL_CB_READ_ALERT,
            Direction::Write => SSL_CB_WRITE_ALERT,
        };
        self.report_info(
            what,
            c_int::from(alert.level.0) << 8 | c_int::from(alert.description.0),
        );
    }

    /// Reports one of the peer's extensions to the debug callback.
    pub(crate) fn report_extension(&self, kind: ExtensionType, content: &[u8]) {
        let callback = self.reports.extensions.get();
        if let Some(call) = callback.call {
            let from_server = c_int::from(!self.state.is_server());
            let (content, length) = (content.as_ptr(), content.len() as c_int);
            // SAFETY: the application's callback, called with a live connection and bytes that outlive the
            // call.
            self.outside(|| unsafe {
                call(
                    self.as_ptr(),
                    from_server,
                    kind.0.into(),
                    content,
                    length,
                    callback.arg,
                )
            });
        }
    }

    /// Calls the msg callback.
    pub(crate) fn report_message(&self, message: Message<'_>) {
        let callback = self.settings().message;
        if let Some(call) = callback.call {
            // SAFETY: the application's callback; the bytes live for the call.
            self.outside(|| unsafe {
                call(
                    c_int::from(message.direction == Direction::Write),
                    c_int::from(message.version.0),
                    message.content_type,
                    message.bytes.as_ptr().cast::<c_void>(),
                    message.bytes.len(),
                    self.as_ptr(),
                    callback.arg,
                );
            });
        }
    }

    /// Whether records are reported to the msg callback.
    pub(crate) fn reports_records(&self) -> bool {
        self.configuration.wants_messages()
    }

    /// Reports a record's header and, in TLS 1.3, its inner content type.
    pub(crate) fn report_record(&self, direction: Direction, header: &[u8], content: ContentType) {
        self.report_message(Message {
            direction,
            version: ProtocolVersion(u16::from_be_bytes([header[1], header[2]])),
            content_type: SSL3_RT_HEADER,
            bytes: header,
        });
        let version = self.version();
        if version == TLS13 {
            self.report_message(Message {
                direction,
                // For sent records OpenSSL reports the record's version.
                version: match direction {
                    Direction::Read => version,
                    Direction::Write => TLS12,
                },
                content_type: SSL3_RT_INNER_CONTENT_TYPE,
                bytes: &[content.into()],
            });
        }
    }
}

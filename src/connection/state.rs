//! The state words of a connection, named as OpenSSL's manual and headers name them.

use std::cell::Cell;

use libc::c_int;

use crate::record::alert::{self, AlertDescription};

pub use crate::close::{RECEIVED as RECEIVED_SHUTDOWN, SENT as SENT_SHUTDOWN};
pub use crate::error::verdict::Want;

/// Where the handshake machine stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// No handshake was started since the object was made or cleared.
    Unstarted,
    /// A handshake, or the handling of one message after it, is under way.
    Running,
    /// The handshake is complete.
    Finished,
    /// A fatal error happened: the connection can only be freed or cleared.
    Dead,
}

/// `OSSL_HANDSHAKE_STATE`, as far as it is told apart here.
pub const TLS_ST_BEFORE: c_int = 0;
pub const TLS_ST_OK: c_int = 1;

/// Which side of the handshake we are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Neither `SSL_set_connect_state` nor `SSL_set_accept_state` was called.
    Unset,
    Client,
    Server,
}

/// The small state of a connection. Cells, because callbacks of the application read and change it
/// while an operation is under way.
pub struct State {
    pub role: Cell<Role>,
    /// What `SSL_is_server` says, which survives where the role is not set.
    pub server: Cell<bool>,
    pub flow: Cell<Flow>,
    /// `SSL_in_init`.
    pub in_init: Cell<bool>,
    /// `SSL_get_state`.
    pub hand_state: Cell<c_int>,
    /// Handshake calls that are under way on the stack.
    pub depth: Cell<u32>,
    pub want: Cell<Want>,
    /// The transport refused a flush in the handshake. OpenSSL buffers what it sends there, and its
    /// buffer does not say whether to try again.
    pub flush_refused: Cell<bool>,
    /// A fatal error happened in a profile in which the connection can still be shut down: nothing is
    /// read any more.
    pub broken: Cell<bool>,
    /// The shutdown flags: any int, since `SSL_set_shutdown` stores what it is given.
    pub shutdown: Cell<c_int>,
    /// The last warning alert received. It starts as 0, which is close_notify's number, so that
    /// RECEIVED_SHUTDOWN set by hand reads as an orderly end.
    pub warn_alert: Cell<AlertDescription>,
    /// `SSL_key_update` asked for a KeyUpdate of this type: -1 for none.
    pub key_update: Cell<c_int>,
}

impl Default for State {
    fn default() -> State {
        State {
            role: Cell::new(Role::Unset),
            server: Cell::new(false),
            flow: Cell::new(Flow::Unstarted),
            in_init: Cell::new(true),
            hand_state: Cell::new(TLS_ST_BEFORE),
            depth: Cell::new(0),
            want: Cell::new(Want::Nothing),
            flush_refused: Cell::new(false),
            broken: Cell::new(false),
            shutdown: Cell::new(0),
            warn_alert: Cell::new(alert::CLOSE_NOTIFY),
            key_update: Cell::new(-1),
        }
    }
}

/// A handshake call on the stack.
pub struct Entered<'a>(&'a Cell<u32>);

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

impl State {
    /// Counts a handshake call, until it returns or is unwound.
    pub fn enter_handshake(&self) -> Entered<'_> {
        self.depth.set(self.depth.get() + 1);
        Entered(&self.depth)
    }

    /// `SSL_in_before`: nothing was sent or received.
    pub fn in_before(&self) -> bool {
        self.flow.get() == Flow::Unstarted && self.hand_state.get() == TLS_ST_BEFORE
    }

    /// `SSL_is_init_finished`.
    pub fn is_init_finished(&self) -> bool {
        !self.in_init.get() && self.hand_state.get() == TLS_ST_OK
    }

    pub fn dead(&self) -> bool {
        self.flow.get() == Flow::Dead
    }

    /// Back to before the handshake.
    pub fn reset_handshake(&self) {
        self.flow.set(Flow::Unstarted);
        self.in_init.set(true);
        self.hand_state.set(TLS_ST_BEFORE);
    }

    pub fn sent_shutdown(&self) -> bool {
        self.shutdown.get() & SENT_SHUTDOWN != 0
    }

    pub fn received_shutdown(&self) -> bool {
        self.shutdown.get() & RECEIVED_SHUTDOWN != 0
    }

    pub fn add_shutdown(&self, flags: c_int) {
        self.shutdown.set(self.shutdown.get() | flags);
    }
}

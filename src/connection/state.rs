//! The state of a connection: its side, the phase of its handshakes, what the last call waits for, and the
//! shutdown flags. The names are those of OpenSSL's manual and headers.

use std::cell::Cell;

use libc::c_int;

use crate::record::alert::{self, AlertDescription};
use tls::registry::state::{self, HandshakeState};

pub use crate::close::{RECEIVED as RECEIVED_SHUTDOWN, SENT as SENT_SHUTDOWN};
pub use crate::error::verdict::Want;

/// The phase of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// No handshake was started since the object was made or cleared.
    Before,
    /// The first handshake is under way.
    Handshaking,
    /// The handshake is complete, and nothing is due.
    Finished,
    /// The handshake is complete, and a message must be read or written before data can flow.
    MessageDue,
    /// A message after the handshake is being processed.
    Message,
    /// A fatal error happened, in a profile that still allows a shutdown. Nothing is read any more.
    Broken,
    /// A fatal error happened: the connection can only be freed or cleared.
    Dead,
}

/// The values of `OSSL_HANDSHAKE_STATE` that this file needs.
const TLS_ST_BEFORE: HandshakeState = state::BEFORE;
pub const TLS_ST_OK: HandshakeState = state::OK;

/// No KeyUpdate is due (`SSL_KEY_UPDATE_NONE`).
const NO_KEY_UPDATE: c_int = -1;

/// Which side of the handshake we are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Neither `SSL_set_connect_state` nor `SSL_set_accept_state` was called.
    Unset,
    Client,
    Server,
}

/// The state of a connection. Its values are cells, because the application's callbacks read and change them
/// during an operation.
pub struct ConnectionState {
    role: Cell<Role>,
    /// The value of `SSL_is_server`, which `role` does not have before it is set.
    server: Cell<bool>,
    phase: Cell<Phase>,
    /// `SSL_get_state`: the message being processed. A fatal error does not change it.
    hand_state: Cell<HandshakeState>,
    /// Number of handshake calls on the stack.
    depth: Cell<u32>,
    want: Cell<Want>,
    /// The shutdown flags: any int, because `SSL_set_shutdown` stores what it is given.
    shutdown: Cell<c_int>,
    /// The last warning alert received. It starts as 0, which is close_notify's number, so that
    /// RECEIVED_SHUTDOWN set by hand reads as an orderly end.
    warn_alert: Cell<AlertDescription>,
    /// The type of the KeyUpdate that is due.
    key_update: Cell<c_int>,
}

impl ConnectionState {
    #[inline]
    pub(super) fn new(server: bool) -> ConnectionState {
        ConnectionState {
            role: Cell::new(Role::Unset),
            server: Cell::new(server),
            phase: Cell::new(Phase::Before),
            hand_state: Cell::new(TLS_ST_BEFORE),
            depth: Cell::new(0),
            want: Cell::new(Want::Nothing),
            shutdown: Cell::new(0),
            warn_alert: Cell::new(alert::CLOSE_NOTIFY),
            key_update: Cell::new(NO_KEY_UPDATE),
        }
    }

    /// `SSL_clear`; keeps the side.
    pub(super) fn clear(&self) {
        self.shutdown.set(0);
        self.want.set(Want::Nothing);
        self.warn_alert.set(alert::CLOSE_NOTIFY);
        self.key_update.set(NO_KEY_UPDATE);
        self.reset_handshake();
    }

    fn reset_handshake(&self) {
        self.phase.set(Phase::Before);
        self.hand_state.set(TLS_ST_BEFORE);
    }
}

/// The side.
impl ConnectionState {
    /// The side that was set.
    pub fn role(&self) -> Role {
        self.role.get()
    }

    /// Sets the side and returns to the state before the handshake.
    pub(super) fn set_role(&self, role: Role) {
        self.role.set(role);
        self.server.set(role == Role::Server);
        self.shutdown.set(0);
        self.reset_handshake();
    }

    /// `SSL_is_server`.
    pub fn is_server(&self) -> bool {
        self.server.get()
    }

    /// Sets the value of `SSL_is_server`.
    pub(super) fn set_server(&self, server: bool) {
        self.server.set(server);
    }
}

/// Counts a handshake call on the stack as long as it lives.
pub struct Entered<'a>(&'a Cell<u32>);

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

/// The phase, and the names for it.
impl ConnectionState {
    /// Counts a handshake call until it returns or unwinds.
    pub fn enter_handshake(&self) -> Entered<'_> {
        self.depth.set(self.depth.get() + 1);
        Entered(&self.depth)
    }

    /// A handshake call is on the stack, so the current call comes from one of its callbacks.
    pub fn in_handshake_call(&self) -> bool {
        self.depth.get() > 0
    }

    /// `SSL_in_init`: before and during a handshake, after a failed one, and while a message after it is due.
    pub fn in_init(&self) -> bool {
        !matches!(self.phase.get(), Phase::Finished | Phase::Broken)
    }

    /// `SSL_get_state`.
    pub fn hand_state(&self) -> HandshakeState {
        self.hand_state.get()
    }

    /// `SSL_in_before`: nothing was sent or received.
    pub fn in_before(&self) -> bool {
        self.is_unstarted() && self.hand_state.get() == TLS_ST_BEFORE
    }

    /// `SSL_is_init_finished`.
    pub fn is_init_finished(&self) -> bool {
        !self.in_init() && self.hand_state.get() == TLS_ST_OK
    }

    /// No handshake was started.
    pub(super) fn is_unstarted(&self) -> bool {
        self.phase.get() == Phase::Before
    }

    /// A fatal error happened.
    pub fn is_dead(&self) -> bool {
        self.phase.get() == Phase::Dead
    }

    /// A fatal error happened, and the connection can still be shut down.
    pub(super) fn is_broken(&self) -> bool {
        self.phase.get() == Phase::Broken
    }

    /// Begins the first handshake.
    pub(super) fn begin_handshake(&self) {
        self.phase.set(Phase::Handshaking);
    }

    /// Sets the state of the handshake or of the message after it (`TLS_ST_*`).
    pub(super) fn move_to(&self, hand_state: HandshakeState) {
        self.hand_state.set(hand_state);
    }

    /// Completes the handshake, or the message after it.
    pub(crate) fn finish(&self) {
        self.phase.set(Phase::Finished);
    }

    /// Runs `tell` as if the handshake were complete.
    pub(super) fn finish_for(&self, tell: impl FnOnce()) {
        struct Back<'a>(&'a ConnectionState, Phase);
        impl Drop for Back<'_> {
            fn drop(&mut self) {
                if self.0.phase.get() == Phase::Finished {
                    self.0.phase.set(self.1);
                }
            }
        }
        let _back = Back(self, self.phase.replace(Phase::Finished));
        tell();
    }

    /// Requires a message to be read or written before data can flow.
    pub(super) fn require_message(&self) {
        if self.phase.get() == Phase::Finished {
            self.phase.set(Phase::MessageDue);
        }
    }

    /// Begins the processing of a message after the handshake; false if it had begun before.
    pub(super) fn begin_message(&self) -> bool {
        let before = self.phase.replace(Phase::Message);
        !matches!(before, Phase::Message | Phase::Handshaking)
    }

    /// Enters the phase after a fatal error. `final_`: not even `SSL_shutdown` can follow.
    pub(super) fn fail(&self, final_: bool) {
        self.phase.set(match final_ {
            true => Phase::Dead,
            false => Phase::Broken,
        });
    }
}

/// What the last call waits for.
impl ConnectionState {
    /// `SSL_want`.
    pub fn want(&self) -> Want {
        self.want.get()
    }

    pub fn wait_for(&self, want: Want) {
        self.want.set(want);
    }

    /// The type of the KeyUpdate that is due (`SSL_get_key_update_type`), -1 for none.
    pub fn key_update(&self) -> c_int {
        self.key_update.get()
    }

    /// A KeyUpdate is due.
    pub(super) fn key_update_due(&self) -> bool {
        self.key_update.get() != NO_KEY_UPDATE
    }

    /// Requires a KeyUpdate of this type with the next write.
    pub(super) fn require_key_update(&self, update: c_int) {
        self.key_update.set(update);
    }

    /// Ends the KeyUpdate that was due.
    pub(super) fn end_key_update(&self) {
        self.key_update.set(NO_KEY_UPDATE);
    }
}

/// The end.
impl ConnectionState {
    /// `SSL_get_shutdown`.
    pub fn shutdown(&self) -> c_int {
        self.shutdown.get()
    }

    /// `SSL_set_shutdown`.
    pub fn set_shutdown(&self, flags: c_int) {
        self.shutdown.set(flags);
    }

    pub fn sent_shutdown(&self) -> bool {
        self.shutdown.get() & SENT_SHUTDOWN != 0
    }

    pub fn received_shutdown(&self) -> bool {
        self.shutdown.get() & RECEIVED_SHUTDOWN != 0
    }

    pub(super) fn add_shutdown(&self, flags: c_int) {
        self.shutdown.set(self.shutdown.get() | flags);
    }

    /// Keeps the last warning alert.
    pub(super) fn note_warning(&self, description: AlertDescription) {
        self.warn_alert.set(description);
    }

    /// The flags and the last warning alert say that the peer has closed its direction.
    pub(super) fn peer_closed(&self) -> bool {
        self.received_shutdown() && self.warn_alert.get() == alert::CLOSE_NOTIFY
    }
}

//! The state of a connection: which side it is, where its handshakes stand, what the last call waits for, and
//! the shutdown flags. Named as OpenSSL's manual and headers name them.

use std::cell::Cell;

use libc::c_int;

use crate::record::alert::{self, AlertDescription};
use tls::registry::state;

pub use crate::close::{RECEIVED as RECEIVED_SHUTDOWN, SENT as SENT_SHUTDOWN};
pub use crate::error::verdict::Want;

/// Where a connection stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// No handshake was started since the object was made or cleared.
    Before,
    /// The first handshake is under way.
    Handshaking,
    /// The handshake is complete, and nothing is due.
    Finished,
    /// The handshake is complete, and a message is to be read or written before data flows.
    MessageDue,
    /// A message after the handshake is being handled.
    Message,
    /// A fatal error happened in a profile in which the connection can still be shut down: nothing is
    /// read any more.
    Broken,
    /// A fatal error happened: the connection can only be freed or cleared.
    Dead,
}

/// `OSSL_HANDSHAKE_STATE`, as far as it is told apart here.
const TLS_ST_BEFORE: c_int = state::BEFORE.0;
pub const TLS_ST_OK: c_int = state::OK.0;

/// No KeyUpdate was asked for (`SSL_KEY_UPDATE_NONE`).
const NO_KEY_UPDATE: c_int = -1;

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
pub struct ConnectionState {
    role: Cell<Role>,
    /// What `SSL_is_server` says, which survives where the role is not set.
    server: Cell<bool>,
    phase: Cell<Phase>,
    /// `SSL_get_state`: the message that is handled, which a fatal error leaves as it is.
    hand_state: Cell<c_int>,
    /// Handshake calls that are under way on the stack.
    depth: Cell<u32>,
    want: Cell<Want>,
    /// The shutdown flags: any int, since `SSL_set_shutdown` stores what it is given.
    shutdown: Cell<c_int>,
    /// The last warning alert received. It starts as 0, which is close_notify's number, so that
    /// RECEIVED_SHUTDOWN set by hand reads as an orderly end.
    warn_alert: Cell<AlertDescription>,
    /// `SSL_key_update` asked for a KeyUpdate of this type.
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

    /// `SSL_clear`; the side stays.
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
    /// Which side we are, as far as it was said.
    pub fn role(&self) -> Role {
        self.role.get()
    }

    /// The side is set, which leads back to before the handshake.
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

    /// What `SSL_is_server` says from now on.
    pub(super) fn set_server(&self, server: bool) {
        self.server.set(server);
    }
}

/// A handshake call on the stack.
pub struct Entered<'a>(&'a Cell<u32>);

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

/// The phase, and the words for it.
impl ConnectionState {
    /// Counts a handshake call, until it returns or is unwound.
    pub fn enter_handshake(&self) -> Entered<'_> {
        self.depth.set(self.depth.get() + 1);
        Entered(&self.depth)
    }

    /// A handshake call is on the stack: a callback of the handshake runs.
    pub fn in_handshake_call(&self) -> bool {
        self.depth.get() > 0
    }

    /// `SSL_in_init`: before, amid or after a failed handshake, and while a message after it is due.
    pub fn in_init(&self) -> bool {
        !matches!(self.phase.get(), Phase::Finished | Phase::Broken)
    }

    /// `SSL_get_state`.
    pub fn hand_state(&self) -> c_int {
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

    /// The first handshake begins.
    pub(super) fn begin_handshake(&self) {
        self.phase.set(Phase::Handshaking);
    }

    /// The handshake, or the message after it, is at this state (`TLS_ST_*`).
    pub(super) fn move_to(&self, hand_state: c_int) {
        self.hand_state.set(hand_state);
    }

    /// The handshake, or what a message after it asked for, is done.
    pub(crate) fn finish(&self) {
        self.phase.set(Phase::Finished);
    }

    /// For the call of `tell` the handshake is done already.
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

    /// A message is to be read or written before data flows.
    pub(super) fn require_message(&self) {
        if self.phase.get() == Phase::Finished {
            self.phase.set(Phase::MessageDue);
        }
    }

    /// A message after the handshake is handled now; false where that was begun before.
    pub(super) fn begin_message(&self) -> bool {
        let before = self.phase.replace(Phase::Message);
        !matches!(before, Phase::Message | Phase::Handshaking)
    }

    /// A fatal error happened. `final_`: nothing can follow it, not even `SSL_shutdown`.
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

    /// A KeyUpdate is to be sent.
    pub(super) fn key_update_due(&self) -> bool {
        self.key_update.get() != NO_KEY_UPDATE
    }

    /// A KeyUpdate of this type goes out with the next write.
    pub(super) fn require_key_update(&self, update: c_int) {
        self.key_update.set(update);
    }

    /// The KeyUpdate is sent.
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

    /// A warning alert came.
    pub(super) fn note_warning(&self, description: AlertDescription) {
        self.warn_alert.set(description);
    }

    /// The peer has closed its direction, as far as the flags and the last warning say.
    pub(super) fn peer_closed(&self) -> bool {
        self.received_shutdown() && self.warn_alert.get() == alert::CLOSE_NOTIFY
    }
}

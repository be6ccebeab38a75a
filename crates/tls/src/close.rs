//! How a TLS connection ends: the decisions of `SSL_shutdown`, as a table.
//!
//! Pure: the state of a connection goes in, the next action comes out; the connection
//! carries it out. The rows stand in the order in which they are tried; the first that matches
//! decides. Sentences in quotes are of SSL_shutdown(3).
//!
//! | # | state | action | `SSL_shutdown` returns |
//! | --- | --- | --- | --- |
//! | 1 | neither `SSL_set_connect_state` nor `SSL_set_accept_state` | refuse: uninitialized | -1 |
//! | 2 | in a handshake, or dead after a fatal error | refuse: shutdown while in init | -1; in the profile of 1.0.1 nothing is done and it is 1 |
//! | 3 | quiet shutdown | set both flags, send nothing | 1 |
//! | 4 | SENT not set | set SENT, send close_notify | by the rows below; -1 if it could not be written |
//! | 5 | SENT set, an alert waits to be written | write it | by the rows below; -1 if it could not be written |
//! | 6 | SENT set, RECEIVED not set | read until the peer's close_notify | by the rows below; -1 if it has not come |
//! | 7 | both set | nothing | 1 |
//!
//! After the action: both flags and no alert waiting is 1 ("the shutdown was successfully
//! completed"), anything else 0 ("the shutdown is not yet finished").
use std::ffi::c_int;

use crate::error::reason::Reason;
use crate::profile::Profile;

/// `SSL_SENT_SHUTDOWN`: close_notify was sent, or is to count as sent.
pub const SENT: c_int = 1;
/// `SSL_RECEIVED_SHUTDOWN`: the peer's close_notify or a fatal alert was received, or is to count so.
pub const RECEIVED: c_int = 2;

/// The state that the table depends on.
#[derive(Clone, Copy, Debug)]
pub struct ShutdownInput {
    /// The object knows whether it is a client or a server.
    pub has_role: bool,
    /// `SSL_in_init`: before, in or between handshakes, or dead.
    pub in_init: bool,
    pub quiet: bool,
    pub profile: Profile,
    /// The flags as `SSL_get_shutdown` gives them: any int.
    pub flags: c_int,
    /// An alert is waiting to be written.
    pub alert_pending: bool,
}

/// What `SSL_shutdown` does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShutdownAction {
    /// Return 1 and do nothing: row 2 in the profile of OpenSSL 1.0.1.
    Pretend,
    /// Put this on the error queue and return -1.
    Refuse(Reason),
    /// "Only set the connection to shutdown state but not actually send": both flags, return 1.
    CloseQuietly,
    /// "Send the close notify shutdown alert to the peer"; the flag is set first, so that it stands
    /// "whether the operation succeeds or not".
    SendCloseNotify,
    /// Write the alert that could not be written before.
    FlushAlert,
    /// "Wait for the peer's close notify shutdown alert."
    AwaitCloseNotify,
    /// Nothing is left to do.
    Finish,
}

/// The action for a state: rows 1 to 7.
pub fn action(view: &ShutdownInput) -> ShutdownAction {
    match view {
        ShutdownInput {
            has_role: false, ..
        } => ShutdownAction::Refuse(Reason::UNINITIALIZED),
        ShutdownInput {
            in_init: true,
            profile,
            ..
        } if !profile.refuses_in_init() => ShutdownAction::Pretend,
        ShutdownInput { in_init: true, .. } => {
            ShutdownAction::Refuse(Reason::SHUTDOWN_WHILE_IN_INIT)
        }
        ShutdownInput { quiet: true, .. } => ShutdownAction::CloseQuietly,
        ShutdownInput { flags, .. } if flags & SENT == 0 => ShutdownAction::SendCloseNotify,
        ShutdownInput {
            alert_pending: true,
            ..
        } => ShutdownAction::FlushAlert,
        ShutdownInput { flags, .. } if flags & RECEIVED == 0 => ShutdownAction::AwaitCloseNotify,
        ShutdownInput { .. } => ShutdownAction::Finish,
    }
}

/// What `SSL_shutdown` returns once its action succeeded.
pub fn verdict(flags: c_int, alert_pending: bool) -> c_int {
    c_int::from(flags == SENT | RECEIVED && !alert_pending)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPEN: ShutdownInput = ShutdownInput {
        has_role: true,
        in_init: false,
        quiet: false,
        profile: Profile::V3_0,
        flags: 0,
        alert_pending: false,
    };

    #[test]
    fn refuses_without_a_role_even_if_quiet() {
        let view = ShutdownInput {
            has_role: false,
            in_init: true,
            quiet: true,
            ..OPEN
        };
        assert_eq!(action(&view), ShutdownAction::Refuse(Reason::UNINITIALIZED));
    }

    #[test]
    fn refuses_in_init_even_if_quiet() {
        let view = ShutdownInput {
            in_init: true,
            quiet: true,
            ..OPEN
        };
        assert_eq!(
            action(&view),
            ShutdownAction::Refuse(Reason::SHUTDOWN_WHILE_IN_INIT)
        );
    }

    #[test]
    fn quiet_wins_over_flags_and_pending_alerts() {
        for flags in 0..4 {
            let view = ShutdownInput {
                quiet: true,
                flags,
                alert_pending: true,
                ..OPEN
            };
            assert_eq!(action(&view), ShutdownAction::CloseQuietly);
        }
    }

    #[test]
    fn sends_whenever_sent_is_not_set() {
        for (flags, alert_pending) in [(0, false), (RECEIVED, false), (RECEIVED, true), (4, false)]
        {
            let view = ShutdownInput {
                flags,
                alert_pending,
                ..OPEN
            };
            assert_eq!(action(&view), ShutdownAction::SendCloseNotify);
        }
    }

    #[test]
    fn flushes_before_it_waits() {
        let view = ShutdownInput {
            flags: SENT,
            alert_pending: true,
            ..OPEN
        };
        assert_eq!(action(&view), ShutdownAction::FlushAlert);
        let view = ShutdownInput {
            flags: SENT,
            ..OPEN
        };
        assert_eq!(action(&view), ShutdownAction::AwaitCloseNotify);
    }

    #[test]
    fn complete_only_with_exactly_both_flags() {
        assert_eq!(
            action(&ShutdownInput {
                flags: SENT | RECEIVED,
                ..OPEN
            }),
            ShutdownAction::Finish
        );
        assert_eq!(verdict(SENT | RECEIVED, false), 1);
        assert_eq!(verdict(SENT | RECEIVED, true), 0);
        assert_eq!(verdict(SENT, false), 0);
        assert_eq!(verdict(SENT | RECEIVED | 4, false), 0);
    }
}

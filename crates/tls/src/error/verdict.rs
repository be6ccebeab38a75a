//! `SSL_get_error` as a pure function of what it looks at.
use std::ffi::c_int;

use crate::profile::Profile;

/// `SSL_ERROR_*`.
pub const NONE: c_int = 0;
pub const SSL: c_int = 1;
pub const WANT_READ: c_int = 2;
pub const WANT_WRITE: c_int = 3;
pub const WANT_X509_LOOKUP: c_int = 4;
pub const SYSCALL: c_int = 5;
pub const ZERO_RETURN: c_int = 6;
pub const WANT_CONNECT: c_int = 7;
pub const WANT_ACCEPT: c_int = 8;
pub const WANT_CLIENT_HELLO_CB: c_int = 11;
pub const WANT_RETRY_VERIFY: c_int = 12;

/// The oldest entry of the thread's error queue, whoever put it there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Queue {
    Empty,
    /// Its library is the operating system (`ERR_LIB_SYS`).
    System,
    Library,
}

/// What the connection waits for (`SSL_want`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum Want {
    Nothing = 1,
    Writing = 2,
    Reading = 3,
    X509Lookup = 4,
    ClientHelloCallback = 7,
    RetryVerify = 8,
}

/// What a BIO asks its caller to do, by its retry flags.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Retry {
    pub read: bool,
    pub write: bool,
    /// A special retry, with what it waits for.
    pub special: Option<Special>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Special {
    Connect,
    Accept,
    Other,
}

/// All that the verdict depends on.
#[derive(Clone, Copy, Debug)]
pub struct ErrorInput {
    /// The value that the last operation returned.
    pub returned: c_int,
    pub profile: Profile,
    pub queue: Queue,
    pub want: Want,
    pub reader: Retry,
    pub writer: Retry,
    /// RECEIVED_SHUTDOWN is set and the last warning alert was close_notify (or there was none).
    pub peer_closed: bool,
}

/// Why an operation returned what it did, in the manual's order: success; the oldest entry of the error
/// queue, even a stale one; what the transport waits for; the peer's close_notify; otherwise a failure
/// of the transport.
pub fn get_error(view: &ErrorInput) -> c_int {
    if view.returned > 0 {
        return NONE;
    }
    match view.queue {
        Queue::System => return SYSCALL,
        Queue::Library => return SSL,
        Queue::Empty => {}
    }
    if !view.profile.wants_for_any_failure() && view.returned == 0 {
        return if view.peer_closed {
            ZERO_RETURN
        } else {
            SYSCALL
        };
    }
    let waiting = match view.want {
        Want::Reading => blocked(view.reader, WANT_READ, WANT_WRITE),
        Want::Writing => blocked(view.writer, WANT_WRITE, WANT_READ),
        Want::X509Lookup => Some(WANT_X509_LOOKUP),
        Want::RetryVerify => Some(WANT_RETRY_VERIFY),
        Want::ClientHelloCallback => Some(WANT_CLIENT_HELLO_CB),
        Want::Nothing => None,
    };
    match waiting {
        Some(error) => error,
        None if view.peer_closed && view.profile.wants_for_any_failure() => ZERO_RETURN,
        None => SYSCALL,
    }
}

/// What a BIO's flags mean for an operation in one direction: its own, the other one, or special.
fn blocked(retry: Retry, own: c_int, other: c_int) -> Option<c_int> {
    let own_flag = if own == WANT_READ {
        retry.read
    } else {
        retry.write
    };
    let other_flag = if own == WANT_READ {
        retry.write
    } else {
        retry.read
    };
    if own_flag {
        Some(own)
    } else if other_flag {
        Some(other)
    } else {
        retry.special.map(|special| match special {
            Special::Connect => WANT_CONNECT,
            Special::Accept => WANT_ACCEPT,
            Special::Other => SYSCALL,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const IDLE: ErrorInput = ErrorInput {
        returned: -1,
        profile: Profile::V3_0,
        queue: Queue::Empty,
        want: Want::Nothing,
        reader: Retry {
            read: false,
            write: false,
            special: None,
        },
        writer: Retry {
            read: false,
            write: false,
            special: None,
        },
        peer_closed: false,
    };
    const READ: Retry = Retry {
        read: true,
        write: false,
        special: None,
    };
    const WRITE: Retry = Retry {
        read: false,
        write: true,
        special: None,
    };

    #[test]
    fn success_hides_a_stale_entry() {
        assert_eq!(
            get_error(&ErrorInput {
                returned: 1,
                queue: Queue::Library,
                ..IDLE
            }),
            NONE
        );
    }

    #[test]
    fn a_stale_entry_hides_everything_else() {
        let view = ErrorInput {
            want: Want::Reading,
            reader: READ,
            peer_closed: true,
            ..IDLE
        };
        assert_eq!(
            get_error(&ErrorInput {
                queue: Queue::Library,
                ..view
            }),
            SSL
        );
        assert_eq!(
            get_error(&ErrorInput {
                queue: Queue::System,
                ..view
            }),
            SYSCALL
        );
        assert_eq!(get_error(&view), WANT_READ);
    }

    #[test]
    fn the_other_direction_counts_too() {
        assert_eq!(
            get_error(&ErrorInput {
                want: Want::Reading,
                reader: WRITE,
                ..IDLE
            }),
            WANT_WRITE
        );
        assert_eq!(
            get_error(&ErrorInput {
                want: Want::Writing,
                writer: READ,
                ..IDLE
            }),
            WANT_READ
        );
    }

    #[test]
    fn special_retries() {
        for (special, error) in [
            (Special::Connect, WANT_CONNECT),
            (Special::Accept, WANT_ACCEPT),
            (Special::Other, SYSCALL),
        ] {
            let reader = Retry {
                special: Some(special),
                ..Retry::default()
            };
            assert_eq!(
                get_error(&ErrorInput {
                    want: Want::Reading,
                    reader,
                    ..IDLE
                }),
                error
            );
        }
    }

    #[test]
    fn want_without_flags_falls_through() {
        let view = ErrorInput {
            want: Want::Reading,
            ..IDLE
        };
        assert_eq!(get_error(&view), SYSCALL);
        assert_eq!(
            get_error(&ErrorInput {
                peer_closed: true,
                ..view
            }),
            ZERO_RETURN
        );
    }

    #[test]
    fn zero_from_shutdown_is_the_documented_misleading_value() {
        assert_eq!(
            get_error(&ErrorInput {
                returned: 0,
                ..IDLE
            }),
            SYSCALL
        );
    }

    #[test]
    fn suspended_callbacks() {
        assert_eq!(
            get_error(&ErrorInput {
                want: Want::X509Lookup,
                ..IDLE
            }),
            WANT_X509_LOOKUP
        );
        assert_eq!(
            get_error(&ErrorInput {
                want: Want::RetryVerify,
                ..IDLE
            }),
            WANT_RETRY_VERIFY
        );
        assert_eq!(
            get_error(&ErrorInput {
                want: Want::ClientHelloCallback,
                ..IDLE
            }),
            WANT_CLIENT_HELLO_CB
        );
    }
}

//! Compatibility profiles: which generation of OpenSSL a connection ends like.
//!
//! The library behaves as OpenSSL 3.0. A program that was written against an older generation can ask
//! for that generation's documented differences in closing. No profile brings back security defects:
//! accepting fragmented or doubled alerts, reading on after a record that failed authentication,
//! unlimited warning alerts, renegotiation after close_notify.

/// A generation of OpenSSL.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Profile {
    V1_0_1,
    V1_1_1,
    #[default]
    V3_0,
}

impl Profile {
    /// The profile of a name: `3.0`, `1.1.1` or `1.0.1`.
    pub fn named(name: &str) -> Option<Profile> {
        match name {
            "3.0" => Some(Profile::V3_0),
            "1.1.1" => Some(Profile::V1_1_1),
            "1.0.1" => Some(Profile::V1_0_1),
            _ => None,
        }
    }

    /// An end of the transport without close_notify is a protocol error and ends the connection.
    /// Before 3.0 it was a transport error: nothing went on the error queue, and the connection lived on.
    pub fn eof_is_fatal(self) -> bool {
        self == Profile::V3_0
    }

    /// `SSL_shutdown` fails before and in a handshake; in 1.0.1 it returned 1 and did nothing.
    pub fn refuses_in_init(self) -> bool {
        self != Profile::V1_0_1
    }

    /// Anything but close_notify is fatal while `SSL_shutdown` waits. 1.0.1 dropped it, and the call
    /// returned -1 with nothing on the error queue.
    pub fn waits_strictly(self) -> bool {
        self != Profile::V1_0_1
    }

    /// A fatal error ends the connection for every later call; in 1.0.1 it could still be shut down
    /// properly.
    pub fn fatal_is_final(self) -> bool {
        self != Profile::V1_0_1
    }

    /// `SSL_get_error` reports what the connection waits for after any return value that is not
    /// positive. 1.0.1 did so only after negative values, and reported close_notify only after 0.
    pub fn wants_for_any_failure(self) -> bool {
        self != Profile::V1_0_1
    }

    /// A handshake that stops returns -1 for every reason. In 1.0.1 the end of the input and
    /// close_notify gave 0.
    pub fn handshake_stops_with_minus_one(self) -> bool {
        self != Profile::V1_0_1
    }

    /// Our close_notify is flushed through a buffering BIO; in 1.0.1 only fatal alerts were.
    pub fn flushes_close_notify(self) -> bool {
        self != Profile::V1_0_1
    }

    /// A server clears the shutdown flags that were set before the ClientHello, as 1.0.1 did. Later
    /// generations keep them.
    pub fn forgets_early_flags(self) -> bool {
        self == Profile::V1_0_1
    }

    /// `SSL_dup` copies quiet shutdown, as in 1.0.1. Later generations do not.
    pub fn duplicates_quiet_shutdown(self) -> bool {
        self == Profile::V1_0_1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        assert_eq!(Profile::named("3.0"), Some(Profile::default()));
        assert_eq!(Profile::named("1.1.1"), Some(Profile::V1_1_1));
        assert_eq!(Profile::named("1.0.1"), Some(Profile::V1_0_1));
        for unknown in ["", "1.1", "1.0.2", "3", " 3.0"] {
            assert_eq!(Profile::named(unknown), None);
        }
    }
}

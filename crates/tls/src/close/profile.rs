//! Compatibility profiles: which generation of OpenSSL a connection ends like.
//!
//! OpenSSL 3.0 is what this library is; a program that was written against an older generation can
//! ask for that one's documented differences in closing. Differences that were defects of security
//! are in no profile: accepting fragmented or doubled alerts, reading on after a record that failed
//! authentication, warning alerts without limit, renegotiation after close_notify.

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

    /// An end of the transport without close_notify is an error of the protocol that ends the
    /// connection; before 3.0 it was one of the transport, with nothing on the error queue, and the
    /// connection lived on.
    pub fn eof_is_fatal(self) -> bool {
        self == Profile::V3_0
    }

    /// `SSL_shutdown` fails before and in a handshake; in 1.0.1 it returned 1 and did nothing.
    pub fn refuses_in_init(self) -> bool {
        self != Profile::V1_0_1
    }

    /// What is no close_notify and comes while `SSL_shutdown` waits is fatal; in 1.0.1 it was
    /// dropped, and the call returned -1 with nothing on the error queue.
    pub fn waits_strictly(self) -> bool {
        self != Profile::V1_0_1
    }

    /// A fatal error ends the connection for every later call; in 1.0.1 it could still be shut down
    /// properly.
    pub fn fatal_is_final(self) -> bool {
        self != Profile::V1_0_1
    }

    /// `SSL_get_error` looks at what is waited for whatever the call returned; in 1.0.1 only for
    /// negative values, and at the peer's close_notify only for 0.
    pub fn wants_for_any_failure(self) -> bool {
        self != Profile::V1_0_1
    }

    /// A handshake that stops returns -1 for whatever reason; in 1.0.1 an end of the input or a
    /// close_notify gave 0.
    pub fn handshake_stops_with_minus_one(self) -> bool {
        self != Profile::V1_0_1
    }

    /// Our close_notify is flushed through a buffering BIO; in 1.0.1 only fatal alerts were.
    pub fn flushes_close_notify(self) -> bool {
        self != Profile::V1_0_1
    }

    /// Shutdown flags set before a server has heard of its client stay; 1.0.1 took them back.
    pub fn forgets_early_flags(self) -> bool {
        self == Profile::V1_0_1
    }

    /// `SSL_dup` leaves quiet shutdown behind; in 1.0.1 it came along.
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

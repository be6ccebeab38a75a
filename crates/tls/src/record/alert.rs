//! Alerts: their numbers, what a received one means, and the limits against floods.

use super::{ContentType, Protocol, Violation};
use crate::error::reason::Reason;

/// Alert level of a warning.
pub const WARNING: u8 = 1;
/// Alert level of a fatal error.
pub const FATAL: u8 = 2;

/// Alert descriptions (RFC 8446 section 6, RFC 5246 section 7.2, and the extensions' RFCs).
macro_rules! descriptions {
    ($($name:ident = $number:literal;)*) => {
        $(
            #[doc = concat!("Alert description ", stringify!($number), ".")]
            pub const $name: u8 = $number;
        )*
    };
}

descriptions! {
    CLOSE_NOTIFY = 0;
    UNEXPECTED_MESSAGE = 10;
    BAD_RECORD_MAC = 20;
    DECRYPTION_FAILED = 21;
    RECORD_OVERFLOW = 22;
    DECOMPRESSION_FAILURE = 30;
    HANDSHAKE_FAILURE = 40;
    BAD_CERTIFICATE = 42;
    UNSUPPORTED_CERTIFICATE = 43;
    CERTIFICATE_REVOKED = 44;
    CERTIFICATE_EXPIRED = 45;
    CERTIFICATE_UNKNOWN = 46;
    ILLEGAL_PARAMETER = 47;
    UNKNOWN_CA = 48;
    ACCESS_DENIED = 49;
    DECODE_ERROR = 50;
    DECRYPT_ERROR = 51;
    PROTOCOL_VERSION = 70;
    INSUFFICIENT_SECURITY = 71;
    INTERNAL_ERROR = 80;
    INAPPROPRIATE_FALLBACK = 86;
    USER_CANCELLED = 90;
    NO_RENEGOTIATION = 100;
    MISSING_EXTENSION = 109;
    UNSUPPORTED_EXTENSION = 110;
    UNRECOGNIZED_NAME = 112;
    BAD_CERTIFICATE_STATUS_RESPONSE = 113;
    UNKNOWN_PSK_IDENTITY = 115;
    CERTIFICATE_REQUIRED = 116;
    NO_APPLICATION_PROTOCOL = 120;
}

/// An alert as it stands in a record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Alert {
    /// [`WARNING`], [`FATAL`], or a number that means neither.
    pub level: u8,
    /// What happened; in TLS 1.3 this alone decides.
    pub description: u8,
}

/// What a received alert does to the connection.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effect {
    /// The peer sends nothing more: set SSL_RECEIVED_SHUTDOWN.
    CloseNotify,
    /// Read on.
    Ignore,
    /// The connection is over; the reason is [`Reason::from_alert`]. Nothing is sent back.
    Fatal,
}

impl Alert {
    /// An alert of level warning.
    pub const fn warning(description: u8) -> Self {
        Alert {
            level: WARNING,
            description,
        }
    }

    /// An alert of level fatal.
    pub const fn fatal(description: u8) -> Self {
        Alert {
            level: FATAL,
            description,
        }
    }

    /// Parses the content of an alert record, which holds exactly one alert.
    pub fn parse(content: &[u8]) -> Result<Self, Violation> {
        match *content {
            [level, description] => Ok(Alert { level, description }),
            _ => Err(Violation::new(UNEXPECTED_MESSAGE, Reason::INVALID_ALERT)),
        }
    }

    /// The content of the alert's record.
    pub const fn encode(self) -> [u8; 2] {
        [self.level, self.description]
    }

    /// Whether the alert counts as a warning: it becomes the connection's `warn_alert`, and
    /// [`Limits::warning`] must be told.
    pub fn is_warning(self, protocol: Protocol) -> bool {
        self.level == WARNING || protocol == Protocol::Tls13 && self.description == USER_CANCELLED
    }

    /// What the alert does. To be asked after [`Limits::warning`].
    ///
    /// TLS 1.3 knows two alerts that are no errors and ignores the level of all (RFC 8446
    /// section 6). Before it, a refused renegotiation ends the connection, as we asked for it.
    pub fn effect(self, protocol: Protocol) -> Result<Effect, Violation> {
        let tls13 = protocol == Protocol::Tls13;
        match (self.level, self.description) {
            (_, USER_CANCELLED) if tls13 => Ok(Effect::Ignore),
            (_, CLOSE_NOTIFY) if tls13 => Ok(Effect::CloseNotify),
            (WARNING, CLOSE_NOTIFY) => Ok(Effect::CloseNotify),
            _ if tls13 => Ok(Effect::Fatal),
            (FATAL, _) => Ok(Effect::Fatal),
            (_, NO_RENEGOTIATION) => {
                Err(Violation::new(HANDSHAKE_FAILURE, Reason::NO_RENEGOTIATION))
            }
            (WARNING, _) => Ok(Effect::Ignore),
            _ => Err(Violation::new(
                ILLEGAL_PARAMETER,
                Reason::UNKNOWN_ALERT_TYPE,
            )),
        }
    }
}

/// Counts the warnings that a peer could send without end. KeyUpdates have no limit in OpenSSL 3.0.
#[derive(Clone, Copy, Default, Debug)]
pub struct Limits {
    warnings: u8,
}

impl Limits {
    /// The warning in a row that is one too many.
    pub const MAX_WARNINGS: u8 = 5;

    /// To be told of every record before it is acted on.
    pub fn record(&mut self, content_type: ContentType, len: usize) {
        if len != 0 && content_type != ContentType::Alert {
            self.warnings = 0;
        }
    }

    /// Counts an alert for which [`Alert::is_warning`] holds, close_notify included.
    pub fn warning(&mut self) -> Result<(), Violation> {
        self.warnings += 1;
        if self.warnings >= Self::MAX_WARNINGS {
            return Err(Violation::new(
                UNEXPECTED_MESSAGE,
                Reason::TOO_MANY_WARN_ALERTS,
            ));
        }
        Ok(())
    }
}

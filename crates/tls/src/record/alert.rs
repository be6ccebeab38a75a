//! Alerts: what a received one means, and the limits against floods.

use super::{ContentType, Fatal, Protocol};
use crate::error::reason::Reason;
use crate::registry::version::{ProtocolVersion, SSL3, TLS13};

pub use crate::registry::alert::*;

/// An alert as it stands in a record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Alert {
    /// [`WARNING`], [`FATAL`], or any other number.
    pub level: AlertLevel,
    /// What happened. In TLS 1.3 the level does not matter.
    pub description: AlertDescription,
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
    pub const fn warning(description: AlertDescription) -> Self {
        Alert {
            level: WARNING,
            description,
        }
    }

    /// An alert of level fatal.
    pub const fn fatal(description: AlertDescription) -> Self {
        Alert {
            level: FATAL,
            description,
        }
    }

    /// Parses the content of an alert record, which holds exactly one alert.
    pub fn parse(content: &[u8]) -> Result<Self, Fatal> {
        match *content {
            [level, description] => Ok(Alert {
                level: AlertLevel(level),
                description: AlertDescription(description),
            }),
            _ => Err(Fatal::new(UNEXPECTED_MESSAGE, Reason::INVALID_ALERT)),
        }
    }

    /// The content of the alert's record.
    pub const fn encode(self) -> [u8; 2] {
        [self.level.0, self.description.0]
    }

    /// The alert for a peer of this version: TLS 1.2 lacks two alerts of TLS 1.3, SSL 3.0 one of TLS.
    pub fn known_to(self, version: ProtocolVersion) -> Self {
        match self.description {
            CERTIFICATE_REQUIRED | MISSING_EXTENSION if version != TLS13 => Alert {
                description: HANDSHAKE_FAILURE,
                ..self
            },
            PROTOCOL_VERSION if version == SSL3 => Alert {
                description: HANDSHAKE_FAILURE,
                ..self
            },
            _ => self,
        }
    }

    /// Whether the alert counts as a warning. The caller then calls [`Limits::warning`] and keeps it as
    /// `warn_alert`.
    pub fn is_warning(self, protocol: Protocol) -> bool {
        self.level == WARNING || protocol == Protocol::Tls13 && self.description == USER_CANCELLED
    }

    /// What the alert does. Call [`Limits::warning`] first.
    ///
    /// In TLS 1.3 two alerts are not errors, and the level is ignored (RFC 8446 section 6). In TLS 1.2
    /// no_renegotiation ends the connection, because it refuses what we asked for.
    pub fn effect(self, protocol: Protocol) -> Result<Effect, Fatal> {
        let tls13 = protocol == Protocol::Tls13;
        match (self.level, self.description) {
            (_, USER_CANCELLED) if tls13 => Ok(Effect::Ignore),
            (_, CLOSE_NOTIFY) if tls13 => Ok(Effect::CloseNotify),
            (WARNING, CLOSE_NOTIFY) => Ok(Effect::CloseNotify),
            _ if tls13 => Ok(Effect::Fatal),
            (FATAL, _) => Ok(Effect::Fatal),
            (_, NO_RENEGOTIATION) => Err(Fatal::new(HANDSHAKE_FAILURE, Reason::NO_RENEGOTIATION)),
            (WARNING, _) => Ok(Effect::Ignore),
            _ => Err(Fatal::new(ILLEGAL_PARAMETER, Reason::UNKNOWN_ALERT_TYPE)),
        }
    }
}

/// Counts the warnings that a peer could send without end. KeyUpdates have no limit in OpenSSL 3.0.
#[derive(Clone, Copy, Default, Debug)]
pub struct Limits {
    warnings: u8,
}

impl Limits {
    /// The number of consecutive warnings that is an error.
    pub const MAX_WARNINGS: u8 = 5;

    /// Counts a record. Call it for every record before acting on it.
    pub fn record(&mut self, content_type: ContentType, len: usize) {
        if len != 0 && content_type != ContentType::Alert {
            self.warnings = 0;
        }
    }

    /// Counts an alert for which [`Alert::is_warning`] holds, close_notify included.
    pub fn warning(&mut self) -> Result<(), Fatal> {
        self.warnings += 1;
        if self.warnings >= Self::MAX_WARNINGS {
            return Err(Fatal::new(UNEXPECTED_MESSAGE, Reason::TOO_MANY_WARN_ALERTS));
        }
        Ok(())
    }
}

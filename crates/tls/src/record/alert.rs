//! Alerts: what a received one means, and the limits against floods.

use super::{ContentType, Fatal, Protocol};
use crate::error::reason::Reason;
use crate::registry::version;

pub use crate::registry::alert::*;

/// An alert as it stands in a record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Alert {
    /// [`WARNING`], [`FATAL`], or a number that means neither.
    pub level: AlertLevel,
    /// What happened; in TLS 1.3 this alone decides.
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

    /// The alert as a peer of this version is told it: before TLS 1.3 there were fewer.
    pub fn known_to(self, version: u16) -> Self {
        match self.description {
            CERTIFICATE_REQUIRED | MISSING_EXTENSION if version != version::TLS13.0 => Alert {
                description: HANDSHAKE_FAILURE,
                ..self
            },
            _ => self,
        }
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
    /// The warning in a row that is one too many.
    pub const MAX_WARNINGS: u8 = 5;

    /// To be told of every record before it is acted on.
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

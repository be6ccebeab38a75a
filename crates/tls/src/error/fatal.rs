//! The only error of the protocol. The check that fails makes it; the connection acts on it in one place.

use super::reason::Reason;
use crate::registry::alert::{self, AlertDescription};

/// A fatal error: the alert for the peer and the reason for the application.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fatal {
    /// Description of the fatal alert to send; `None` where OpenSSL sends none.
    pub alert: Option<AlertDescription>,
    /// Reason for the error queue.
    pub reason: Reason,
}

impl Fatal {
    /// An error that the peer did not cause: exhausted sequence numbers, a key that fails.
    pub const INTERNAL: Fatal = Fatal::new(alert::INTERNAL_ERROR, Reason::ERR_R_INTERNAL_ERROR);

    /// An error that sends `alert`.
    pub const fn new(alert: AlertDescription, reason: Reason) -> Self {
        Fatal {
            alert: Some(alert),
            reason,
        }
    }

    /// An error that sends no alert.
    pub const fn silent(reason: Reason) -> Self {
        Fatal {
            alert: None,
            reason,
        }
    }
}

impl From<crypto::Failed> for Fatal {
    fn from(_: crypto::Failed) -> Fatal {
        Fatal::INTERNAL
    }
}

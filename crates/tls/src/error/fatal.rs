//! The only error of the protocol: it is made where a check fails, and acted on in one place.

use super::reason::Reason;
use crate::registry::alert::{self, AlertDescription};

/// What ends a connection: what to tell the peer, and what to tell the application.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fatal {
    /// Description of the fatal alert to send; `None` where OpenSSL sends none.
    pub alert: Option<AlertDescription>,
    /// Reason for the error queue.
    pub reason: Reason,
}

impl Fatal {
    /// Something that the peer has no part in: a sequence number used up, a key that fails.
    pub const INTERNAL: Fatal = Fatal::new(alert::INTERNAL_ERROR, Reason::ERR_R_INTERNAL_ERROR);

    /// One that is answered with `alert`.
    pub const fn new(alert: AlertDescription, reason: Reason) -> Self {
        Fatal {
            alert: Some(alert),
            reason,
        }
    }

    /// One that is not answered.
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

//! Sends and receives alerts before, during and after the handshake, and ends the connection after a fatal
//! error.

use libc::c_int;

use super::read::Next;
use super::state::{Want, RECEIVED_SHUTDOWN};
use super::{Connection, Io, Stop};
use crate::constants::SSL3_RT_ALERT;
use crate::error::reason::Reason;
use crate::handshake::{Direction, Message};
use crate::record::alert::{self, Alert, AlertDescription, Effect};
use crate::record::{ContentType, Fatal, Protocol};
use crate::sys::bio::Bio;
use crate::sys::err;
use tls::registry::version::ProtocolVersion;

impl Connection {
    /// Ends the connection with a fatal error: queues the reason, sends `alert` unless it is `None`, and leaves
    /// the connection dead. The caller returns the result in `Err`.
    #[track_caller]
    pub(crate) fn fatal(&self, alert: Option<AlertDescription>, reason: Reason) -> Stop {
        err::raise(reason);
        self.die(alert);
        Stop(-1)
    }

    /// Ends the connection because a record or message broke a rule.
    #[track_caller]
    pub(crate) fn violation(&self, violation: Fatal) -> Stop {
        self.fatal(violation.alert, violation.reason)
    }

    /// Marks the connection dead and sends the alert. A second error changes nothing.
    pub(crate) fn die(&self, alert: Option<AlertDescription>) {
        if self.state.is_dead() || self.state.is_broken() {
            return;
        }
        let final_ = !self.is_established() || self.configuration.profile().fatal_is_final();
        self.state.fail(final_);
        if let Some(description) = alert {
            self.send_alert(Alert::fatal(description));
        }
    }
}

/// Sending.
impl Connection {
    /// `s->version`, for which alerts are made.
    fn alert_version(&self) -> ProtocolVersion {
        #[cfg(feature = "own-engine")]
        return self.current_version();
        #[cfg(not(feature = "own-engine"))]
        self.version()
    }

    /// Sends an alert, or queues it while data is still being written. Returns 1 once the transport has taken
    /// it, otherwise the transport's result.
    pub(crate) fn send_alert(&self, alert: Alert) -> c_int {
        let silent = self.state.sent_shutdown() && self.configuration.profile().fatal_is_final();
        if silent && alert.description != alert::CLOSE_NOTIFY {
            return -1;
        }
        if alert.level == alert::FATAL {
            self.forget_session();
        }
        let mut channel = self.channel.borrow_mut();
        channel.put_alert(alert.known_to(self.alert_version()));
        if channel.writer.has_output() {
            return -1;
        }
        drop(channel);
        self.dispatch_alert()
    }

    /// Writes the queued alert. Returns 1 once the transport has taken it, otherwise the transport's result;
    /// the alert then stays queued.
    pub(crate) fn dispatch_alert(&self) -> c_int {
        let Some(alert) = self.channel.borrow_mut().take_alert() else {
            return 1;
        };
        let written = if self.is_established() {
            self.write_record(ContentType::Alert, &alert.encode())
                .map(|_| ())
        } else {
            self.write_handshake_alert(alert)
        };
        match written {
            Ok(()) => {
                // No record follows a fatal alert or a close_notify.
                if alert.level == alert::FATAL || alert.description == alert::CLOSE_NOTIFY {
                    self.channel.borrow_mut().writer.release_key();
                }
                let flushes = alert.level == alert::FATAL
                    || self.configuration.profile().flushes_close_notify();
                if flushes {
                    self.with_writer(Bio::flush);
                }
                self.report_message(Message {
                    direction: Direction::Write,
                    version: self.alert_version(),
                    content_type: SSL3_RT_ALERT,
                    bytes: &alert.encode(),
                });
                self.report_alert(Direction::Write, alert);
                1
            }
            Err(Stop(returned)) => {
                self.channel.borrow_mut().put_alert(alert);
                returned
            }
        }
    }

    /// During the first handshake, records go through the flight's buffer. An alert counts as written once it
    /// is in the buffer.
    #[cfg(feature = "own-engine")]
    fn write_handshake_alert(&self, alert: Alert) -> Result<(), Stop> {
        self.queue_machine_alert(alert);
        let _ = self.flush_flight();
        Ok(())
    }

    /// During the first handshake, records go through the flight's buffer. An alert counts as written once it
    /// is in the buffer.
    #[cfg(not(feature = "own-engine"))]
    fn write_handshake_alert(&self, alert: Alert) -> Result<(), Stop> {
        let mut bytes = Vec::new();
        // Taken out of its cell, because sealing may call the application's padding callback.
        let taken = self.handshaking.borrow_mut().take();
        match taken {
            Some(mut handshaking) => {
                handshaking.alert(self, alert, &mut bytes);
                self.put(&self.handshaking, Some(handshaking));
            }
            None => {
                bytes.extend([21, 3, 3, 0, 2]);
                bytes.extend(alert.encode());
            }
        }
        self.transport.flight().push(&bytes);
        let _ = self.flush_flight();
        Ok(())
    }
}

/// Receiving.
impl Connection {
    /// Acts on the current record, which is an alert.
    pub(super) fn receive_alert(&self) -> Io<Next> {
        let (alert, protocol) = {
            let channel = self.channel.borrow();
            let alert = Alert::parse(channel.reader.data());
            (alert, channel.protocol().unwrap_or(Protocol::Tls12))
        };
        let alert = alert.map_err(|violation| self.violation(violation))?;
        self.report_message(Message {
            direction: Direction::Read,
            version: self.alert_version(),
            content_type: SSL3_RT_ALERT,
            bytes: &alert.encode(),
        });
        self.report_alert(Direction::Read, alert);
        let mut channel = self.channel.borrow_mut();
        channel.reader.discard();
        let counted = if alert.is_warning(protocol) {
            self.state.note_warning(alert.description);
            channel.count_warning()
        } else {
            Ok(())
        };
        drop(channel);
        let effect = counted
            .and_then(|()| alert.effect(protocol))
            .map_err(|violation| self.violation(violation))?;
        Ok(match effect {
            Effect::Ignore => Next::ReadOn,
            Effect::CloseNotify => {
                self.channel.borrow_mut().reader.release_key();
                self.receive_close_notify();
                Next::Return(Stop(0))
            }
            Effect::Fatal => {
                self.receive_fatal_alert(alert.description);
                Next::Return(Stop(0))
            }
        })
    }

    /// The peer ended the connection with a fatal alert.
    pub(crate) fn receive_fatal_alert(&self, description: AlertDescription) {
        self.state.wait_for(Want::Nothing);
        err::raise_data(
            Reason::from_alert(description),
            &format!("SSL alert number {}", description.0),
        );
        self.die(None);
        self.state.add_shutdown(RECEIVED_SHUTDOWN);
        self.forget_session();
    }

    /// The peer has closed its direction.
    pub(super) fn receive_close_notify(&self) {
        self.state.add_shutdown(RECEIVED_SHUTDOWN);
    }
}

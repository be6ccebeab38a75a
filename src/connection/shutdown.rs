//! `SSL_shutdown`: carries out what the closing table decides.

use libc::c_int;

use super::read::Wanted;
use super::{Connection, Stop};
use crate::close::{self, ShutdownAction, RECEIVED, SENT};
use crate::record::alert::{self, Alert};
use crate::sys::err;

impl Connection {
    /// `SSL_shutdown`.
    pub fn shutdown(&self) -> c_int {
        if self.refuse_interruption().is_err() {
            return -1;
        }
        match close::action(&self.close_view()) {
            ShutdownAction::Pretend => return 1,
            ShutdownAction::Refuse(reason) => {
                err::raise(reason);
                return -1;
            }
            ShutdownAction::CloseQuietly => {
                self.state.set_shutdown(SENT | RECEIVED);
                return 1;
            }
            ShutdownAction::SendCloseNotify => {
                self.state.add_shutdown(SENT);
                self.send_alert(Alert::warning(alert::CLOSE_NOTIFY));
                if self.alert_pending() {
                    return -1;
                }
            }
            ShutdownAction::FlushAlert => {
                if self.dispatch_alert() == -1 {
                    return -1;
                }
            }
            ShutdownAction::AwaitCloseNotify => {
                // The result shows in the flags and on the error queue.
                let _: Result<usize, Stop> = self.read_records(Wanted::Nothing);
                if !self.state.received_shutdown() {
                    return -1;
                }
            }
            ShutdownAction::Finish => {}
        }
        close::verdict(self.state.shutdown(), self.alert_pending())
    }

    fn close_view(&self) -> close::ShutdownInput {
        close::ShutdownInput {
            has_role: self.has_role(),
            in_init: self.state.in_init(),
            profile: self.configuration.profile(),
            quiet: self.configuration.quiet_shutdown() != 0,
            flags: self.state.shutdown(),
            alert_pending: self.alert_pending(),
        }
    }

    fn alert_pending(&self) -> bool {
        self.channel.borrow().has_alert()
    }
}

//! The commands of SSL_ctrl(3) for certificates and chains.

use libc::{c_int, c_long, c_void};

use super::refuse;
use crate::connection::Connection;
use crate::context::{Configured, Context};

pub unsafe fn ctrl(
    _o: &impl Configured,
    _name: &'static str,
    _cmd: c_int,
    _larg: c_long,
    _parg: *mut c_void,
) -> c_long {
    0
}
pub fn set_server(_ssl: &Connection) -> c_long {
    0
}
pub unsafe fn add_extra(_ctx: &Context, _cert: *mut c_void) -> c_long {
    refuse(
        "SSL_CTX_ctrl",
        "extra chain certificates are not in place yet",
        0,
    )
}
pub unsafe fn extra(_ctx: &Context, _place: *mut c_void, _larg: c_long) -> c_long {
    0
}
pub fn clear_extra(_ctx: &Context) -> c_long {
    1
}

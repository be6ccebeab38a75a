//! Keying material for the application (SSL_export_keying_material(3)).

use libc::{c_char, c_int, c_uchar};
use zeroize::Zeroizing;

use super::{bytes, on_connection, refuse, SSL};
use crate::error::reason::Reason;
use crate::memory;
use crate::sys::err;

/// Derives keying material that only the two peers of this connection can derive (RFC 5705, RFC 8446
/// section 7.5).
///
/// Fills the `olen` bytes of `out`. `label` has `llen` bytes. The context has `contextlen` bytes; it
/// counts only if `use_context` is not 0, and with TLS 1.2 an empty one differs from none. Returns
/// 1; 0 with an error on the queue (`SSL_R_TLS_ILLEGAL_EXPORTER_LABEL` for a label that is TLS's
/// own); -1 before the handshake is over. See SSL_export_keying_material(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_export_keying_material(
    s: *mut SSL,
    out: *mut c_uchar,
    olen: usize,
    label: *const c_char,
    llen: usize,
    context: *const c_uchar,
    contextlen: usize,
    use_context: c_int,
) -> c_int {
    // SAFETY: NULL or live; the inputs are readable and `out` is writable for their lengths.
    unsafe {
        on_connection("SSL_export_keying_material", s, -1, |s| {
            let label = bytes(label.cast(), llen);
            let context = (use_context != 0).then(|| bytes(context, contextlen));
            let Some(mut material) = memory::reserved(olen).map(Zeroizing::new) else {
                err::raise(Reason::ERR_R_MALLOC_FAILURE);
                return 0;
            };
            material.resize(olen, 0);
            let exported = s.export_keying_material(label, context, &mut material);
            memory::wipe_stack();
            match exported {
                None => -1,
                Some(Err(reason)) => {
                    err::raise(reason);
                    0
                }
                Some(Ok(())) => {
                    std::ptr::copy_nonoverlapping(material.as_ptr(), out, olen);
                    1
                }
            }
        })
    }
}
symver!(SSL_export_keying_material);

/// Refuses: there is no early data. Returns 0 with an error on the queue. See
/// SSL_export_keying_material_early(3).
#[no_mangle]
pub unsafe extern "C-unwind" fn SSL_export_keying_material_early(
    _s: *mut SSL,
    _out: *mut c_uchar,
    _olen: usize,
    _label: *const c_char,
    _llen: usize,
    _context: *const c_uchar,
    _contextlen: usize,
) -> c_int {
    refuse(
        "SSL_export_keying_material_early",
        "there is no early data",
        0,
    )
}
symver!(SSL_export_keying_material_early);

//! Keying material for the application (SSL_export_keying_material(3)).

use libc::{c_char, c_int, c_uchar};
use zeroize::Zeroizing;

use crate::abi::{bytes, entry, SSL};
use crate::error::reason::Reason;
use crate::memory;
use crate::sys::err;
use crate::sys::mem;

/// Derives keying material that only the two peers of this connection can derive (RFC 5705, RFC 8446
/// section 7.5).
///
/// Fills the `olen` bytes of `out`. `label` has `llen` bytes. The context has `contextlen` bytes; it
/// is used only if `use_context` is not 0. In TLS 1.2 an empty context differs from no context.
/// Returns 1; -1 if there is no session yet; 0 otherwise, and then, in TLS 1.2 and for a NULL `out`,
/// with an error on the queue (`SSL_R_TLS_ILLEGAL_EXPORTER_LABEL` for a label that is TLS's own,
/// otherwise `ERR_R_INTERNAL_ERROR`, also if there is no master secret yet, and in TLS 1.2 for no
/// bytes). See SSL_export_keying_material(3).
#[entry(failure = -1)]
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
    // SAFETY: the inputs are readable and `out` is writable for their lengths.
    unsafe {
        let label = bytes(label.cast(), llen);
        let context = (use_context != 0).then(|| bytes(context, contextlen));
        let Some(mut material) = mem::reserved(olen).map(Zeroizing::new) else {
            err::raise(Reason::ERR_R_MALLOC_FAILURE);
            return 0;
        };
        material.resize(olen, 0);
        let exported = s.export_keying_material(label, context, &mut material);
        memory::wipe_stack();
        match exported {
            None => -1,
            Some(Err(reason)) => {
                if let Some(reason) = reason {
                    err::raise(reason);
                }
                0
            }
            Some(Ok(())) if out.is_null() => {
                err::raise(Reason::ERR_R_INTERNAL_ERROR);
                0
            }
            Some(Ok(())) => {
                std::ptr::copy_nonoverlapping(material.as_ptr(), out, olen);
                1
            }
        }
    }
}

/// Keying material for early data: returns 0, as OpenSSL does if no early data was sent or accepted.
/// There is no early data. See SSL_export_keying_material_early(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_export_keying_material_early(
    _s: *mut SSL,
    _out: *mut c_uchar,
    _olen: usize,
    _label: *const c_char,
    _llen: usize,
    _context: *const c_uchar,
    _contextlen: usize,
) -> c_int {
    0
}

//! Parameters for finite-field Diffie-Hellman. They are checked and kept as the application expects
//! it, but no cipher suite that uses them is negotiated.

use super::security::Secured;
use crate::constants::SSL_SECOP_TMP_DH;
use crate::error::reason::Reason;
use crate::sys::err;
use crate::sys::pkey::PKey;
use crate::sys::x509_cert::security_bits;

/// Keeps the parameters. If they are too weak, returns them and queues an error.
pub fn keep(object: &impl Secured, key: PKey) -> Result<(), PKey> {
    let raw = key.as_ptr();
    // SAFETY: `key` is live, and so is its pointer.
    let bits = unsafe { security_bits(raw) };
    if !object.is_secure(SSL_SECOP_TMP_DH, bits, 0, raw.cast()) {
        err::raise(Reason::DH_KEY_TOO_SMALL);
        return Err(key);
    }
    let old = object.update(|settings| settings.tmp_dh.replace(key));
    object.discard(old);
    Ok(())
}

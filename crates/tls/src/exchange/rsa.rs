//! RSA key exchange (RFC 5246 section 7.4.7.1): the client encrypts a premaster secret.

use std::fmt;

use zeroize::Zeroizing;

use super::Secret;
use crate::codec::{OrFatal, Reader, Writer};
use crate::error::{Fatal, Reason};
use crate::registry::alert;
use crate::registry::version::ProtocolVersion;
use crypto::library::Library;
use crypto::pkey::PKey;
use crypto::rand;
use crypto::rsa::{EncryptError, PREMASTER_LENGTH};

/// A client's premaster secret.
pub struct Encrypted {
    pub premaster: Secret,
    /// As it was sent; the key log names the secret by its beginning.
    pub encrypted: Vec<u8>,
}

impl fmt::Debug for Encrypted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encrypted")
            .field("encrypted", &self.encrypted)
            .finish_non_exhaustive()
    }
}

/// Writes the ClientKeyExchange (`tls_construct_cke_rsa`). The secret begins with the version of our
/// ClientHello, not with the one that was negotiated.
pub fn encrypt(
    library: &Library,
    server_key: Option<&PKey>,
    hello_version: ProtocolVersion,
    w: &mut Writer,
) -> Result<Encrypted, Fatal> {
    let key = server_key.filter(|key| key.is_rsa());
    let key = key.ok_or(Fatal::INTERNAL)?;
    let mut premaster = Zeroizing::new(vec![0; PREMASTER_LENGTH]);
    let (version, random) = premaster.split_at_mut(2);
    version.copy_from_slice(&hello_version.0.to_be_bytes());
    let no_random = Fatal::new(alert::INTERNAL_ERROR, Reason::ERR_R_MALLOC_FAILURE);
    rand::bytes(library, random).map_err(|_| no_random)?;
    let encrypted = key.rsa_encrypt(library, &premaster).map_err(|error| {
        let reason = match error {
            EncryptError::NotReady => Reason::ERR_R_EVP_LIB,
            EncryptError::Refused => Reason::BAD_RSA_ENCRYPT,
        };
        Fatal::new(alert::INTERNAL_ERROR, reason)
    })?;
    w.vec16(|w| w.bytes(&encrypted));
    Ok(Encrypted {
        premaster,
        encrypted,
    })
}

/// The premaster secret of a ClientKeyExchange (`tls_process_cke_rsa`). Where padding or version are bad it
/// is a random one. `also` is the version that is taken besides the ClientHello's (`SSL_OP_TLS_ROLLBACK_BUG`).
pub fn decrypt(
    library: &Library,
    our_key: Option<&PKey>,
    hello_version: ProtocolVersion,
    also: Option<ProtocolVersion>,
    r: &mut Reader,
) -> Result<Secret, Fatal> {
    let missing = Fatal::new(alert::INTERNAL_ERROR, Reason::MISSING_RSA_CERTIFICATE);
    let key = our_key.ok_or(missing)?;
    let mismatch = (alert::DECODE_ERROR, Reason::LENGTH_MISMATCH);
    let encrypted = r.vec16().or_fatal(mismatch.0, mismatch.1)?;
    r.end().or_fatal(mismatch.0, mismatch.1)?;
    let also = also.map(|version| version.0);
    let premaster = key.rsa_decrypt_premaster(library, hello_version.0, also, encrypted);
    let failed = Fatal::new(alert::DECRYPT_ERROR, Reason::DECRYPTION_FAILED);
    premaster.ok_or(failed)
}

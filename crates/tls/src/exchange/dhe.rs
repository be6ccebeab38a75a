//! DHE up to TLS 1.2 (RFC 5246 section 7.4.3).

use super::share::underivable;
use super::Secret;
use crate::codec::{OrFatal, Reader, Writer};
use crate::error::{Fatal, Reason};
use crate::registry::alert;
use crypto::dh::{DhError, Part, Prime};
use crypto::exchange::Exchange;
use crypto::library::Library;
use crypto::pkey::PKey;

/// Parameters of this strength at least, in bits of security (`ssl_get_auto_dh`).
pub fn auto_parameters(library: &Library, security_bits: i32) -> Result<PKey, Fatal> {
    let prime = match security_bits {
        192.. => Prime::Rfc3526Of8192,
        152.. => Prime::Rfc3526Of4096,
        128.. => Prime::Rfc3526Of3072,
        112.. => Prime::Rfc3526Of2048,
        _ => Prime::Rfc2409Of1024,
    };
    PKey::dh_parameters(library, prime).map_err(|_| Fatal::INTERNAL)
}

/// Asks whether a key of this many bits of security may be used (`SSL_SECOP_TMP_DH`).
fn check_strength(key: &PKey, allowed: impl FnOnce(i32, &PKey) -> bool) -> Result<(), Fatal> {
    match allowed(key.security_bits(), key) {
        true => Ok(()),
        false => Err(Fatal::new(
            alert::HANDSHAKE_FAILURE,
            Reason::DH_KEY_TOO_SMALL,
        )),
    }
}

/// A server's key, from the ServerKeyExchange to the ClientKeyExchange.
#[derive(Debug)]
pub struct Server(Exchange);

impl Server {
    /// A new key with parameters that the program gave or that were chosen; `None` if there are none.
    pub fn generate(
        library: &Library,
        parameters: Option<&PKey>,
        allowed: impl FnOnce(i32, &PKey) -> bool,
    ) -> Result<Server, Fatal> {
        let missing = Fatal::new(alert::INTERNAL_ERROR, Reason::MISSING_TMP_DH_KEY);
        let parameters = parameters.ok_or(missing)?;
        check_strength(parameters, allowed)?;
        let key = Exchange::generate_like(library, parameters);
        key.map(Server).ok_or(Fatal::INTERNAL)
    }

    /// The ServerKeyExchange, without its signature (`tls_construct_server_key_exchange`). The public
    /// value is as long as the prime.
    pub fn write_params(&self, w: &mut Writer) -> Result<(), Fatal> {
        for part in [Part::Prime, Part::Generator] {
            let number = self.0.key().dh_part(part).ok_or(Fatal::INTERNAL)?;
            w.vec16(|w| w.bytes(&number));
        }
        w.vec16(|w| w.bytes(self.0.public()));
        Ok(())
    }

    /// The secret, from the client's ClientKeyExchange (`tls_process_cke_dhe`).
    pub fn secret(&self, r: &mut Reader) -> Result<Secret, Fatal> {
        let wrong = (alert::DECODE_ERROR, Reason::DH_PUBLIC_VALUE_LENGTH_IS_WRONG);
        let public = r.vec16().or_fatal(wrong.0, wrong.1)?;
        r.end().or_fatal(wrong.0, wrong.1)?;
        if public.is_empty() {
            return Err(Fatal::new(alert::DECODE_ERROR, Reason::MISSING_TMP_DH_KEY));
        }
        let refused = Fatal::new(alert::ILLEGAL_PARAMETER, Reason::BAD_KEY_SHARE);
        let peer = self.0.peer(public).ok_or(refused)?;
        self.0.derive(&peer, false).map_err(underivable)
    }
}

/// The server's parameters and public value, at a client.
#[derive(Debug)]
pub struct Client {
    library: Library,
    peer: PKey,
}

impl Client {
    /// Reads the ServerKeyExchange as far as its signature (`tls_process_ske_dhe`).
    pub fn read_params(
        library: &Library,
        r: &mut Reader,
        allowed: impl FnOnce(i32, &PKey) -> bool,
    ) -> Result<Client, Fatal> {
        let mut number = || {
            r.vec16()
                .or_fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH)
        };
        let (prime, generator, public) = (number()?, number()?, number()?);
        let peer = PKey::dh_public(library, prime, generator, public).map_err(|error| {
            let reason = match error {
                DhError::Memory => Reason::ERR_R_BN_LIB,
                DhError::Unavailable => Reason::ERR_R_INTERNAL_ERROR,
                DhError::Refused => Reason::BAD_DH_VALUE,
            };
            Fatal::new(alert::INTERNAL_ERROR, reason)
        })?;
        if !peer.dh_check(library) {
            return Err(Fatal::new(alert::ILLEGAL_PARAMETER, Reason::BAD_DH_VALUE));
        }
        check_strength(&peer, allowed)?;
        Ok(Client {
            library: library.clone(),
            peer,
        })
    }

    /// The server's key, which `SSL_get_peer_tmp_key` gives.
    pub fn peer(&self) -> &PKey {
        &self.peer
    }

    /// Writes the ClientKeyExchange (`tls_construct_cke_dhe`) and gives the secret. Our public value is as
    /// long as the prime.
    pub fn answer(&self, w: &mut Writer) -> Result<Secret, Fatal> {
        let ours = Exchange::generate_like(&self.library, &self.peer).ok_or(Fatal::INTERNAL)?;
        let secret = ours.derive(&self.peer, false).map_err(underivable)?;
        w.vec16(|w| w.bytes(ours.public()));
        Ok(secret)
    }
}

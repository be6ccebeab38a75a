//! ClientKeyExchange (RFC 5246 section 7.4.7, RFC 8422 section 5.7, RFC 4279, RFC 5054).

use super::MAX_PSK_IDENTITY_LEN;
use crate::cipher::kx;
use crate::codec::{Malformed, OrFatal, Reader, Writer};
use crate::error::{Fatal, Reason};
use crate::registry::alert;
use crate::registry::version::{ProtocolVersion, DTLS1_BAD, SSL3};

/// The message, of which only the identity of a pre-shared key was read.
#[derive(Clone, Debug)]
pub struct ClientKeyExchange<'a> {
    /// `None` where the suite has no pre-shared key.
    pub psk_identity: Option<&'a [u8]>,
    kx: u32,
    rest: Reader<'a>,
}

/// What the client sends for the key exchange. Nothing is checked yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Share<'a> {
    /// Suites with a pre-shared key alone.
    None,
    /// The premaster secret, encrypted.
    Rsa(&'a [u8]),
    /// The public value, as long as the prime.
    Dhe(&'a [u8]),
    /// The public point.
    Ecdhe(&'a [u8]),
    /// The public value A.
    Srp(&'a [u8]),
}

impl<'a> ClientKeyExchange<'a> {
    /// tls_process_client_key_exchange, up to the key of the identity (tls_process_cke_psk_preamble). `kx` is
    /// the suite's word of [`kx`].
    ///
    /// The program's key for the identity comes next, then [`ClientKeyExchange::share`].
    pub fn read(body: &'a [u8], kx: u32) -> Result<ClientKeyExchange<'a>, Fatal> {
        let mut r = Reader::new(body);
        let psk_identity = match kx & kx::WITH_PSK {
            0 => None,
            _ => Some(
                r.vec16()
                    .or_fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH)?,
            ),
        };
        if psk_identity.is_some_and(|identity| identity.len() > MAX_PSK_IDENTITY_LEN) {
            return Err(Fatal::new(
                alert::DECODE_ERROR,
                Reason::DATA_LENGTH_TOO_LONG,
            ));
        }
        Ok(ClientKeyExchange {
            psk_identity,
            kx,
            rest: r,
        })
    }

    /// The rest of tls_process_client_key_exchange. That the server has the keys for it, the machine checks:
    /// before this call for RSA, after it for the others.
    pub fn share(&self, version: ProtocolVersion) -> Result<Share<'a>, Fatal> {
        let (kx, mut r) = (self.kx, self.rest.clone());
        if kx & kx::PSK != 0 {
            super::end(&r)?;
            Ok(Share::None)
        } else if kx & (kx::RSA | kx::RSAPSK) != 0 {
            read_rsa(&mut r, version).map(Share::Rsa)
        } else if kx & (kx::DHE | kx::DHEPSK) != 0 {
            read_dhe(&mut r).map(Share::Dhe)
        } else if kx & (kx::ECDHE | kx::ECDHEPSK) != 0 {
            read_ecdhe(&mut r).map(Share::Ecdhe)
        } else if kx & kx::SRP != 0 {
            read_srp(&mut r).map(Share::Srp)
        } else {
            Err(Fatal::new(
                alert::INTERNAL_ERROR,
                Reason::UNKNOWN_CIPHER_TYPE,
            ))
        }
    }
}

/// tls_process_cke_rsa
fn read_rsa<'a>(r: &mut Reader<'a>, version: ProtocolVersion) -> Result<&'a [u8], Fatal> {
    if !rsa_has_length(version) {
        return Ok(r.rest());
    }
    let encrypted = r
        .vec16()
        .or_fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH)?;
    super::end(r)?;
    Ok(encrypted)
}

/// SSL 3.0 and the DTLS before 1.0 leave out the length of the encrypted secret.
fn rsa_has_length(version: ProtocolVersion) -> bool {
    version != SSL3 && version != DTLS1_BAD
}

/// tls_process_cke_dhe
fn read_dhe<'a>(r: &mut Reader<'a>) -> Result<&'a [u8], Fatal> {
    let mut public = || -> Result<_, Malformed> {
        let public = r.vec16()?;
        r.end()?;
        Ok(public)
    };
    let public = public().or_fatal(alert::DECODE_ERROR, Reason::DH_PUBLIC_VALUE_LENGTH_IS_WRONG)?;
    match public.is_empty() {
        true => Err(Fatal::new(alert::DECODE_ERROR, Reason::MISSING_TMP_DH_KEY)),
        false => Ok(public),
    }
}

/// tls_process_cke_ecdhe
fn read_ecdhe<'a>(r: &mut Reader<'a>) -> Result<&'a [u8], Fatal> {
    if r.is_empty() {
        return Err(Fatal::new(
            alert::HANDSHAKE_FAILURE,
            Reason::MISSING_TMP_ECDH_KEY,
        ));
    }
    let point = r
        .vec8()
        .or_fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH)?;
    super::end(r)?;
    Ok(point)
}

/// tls_process_cke_srp; bytes behind the value are not looked at.
fn read_srp<'a>(r: &mut Reader<'a>) -> Result<&'a [u8], Fatal> {
    r.vec16()
        .or_fatal(alert::DECODE_ERROR, Reason::BAD_SRP_A_LENGTH)
}

/// tls_construct_cke_psk_preamble
pub fn write_psk_identity(w: &mut Writer, identity: &[u8]) {
    w.vec16(|w| w.bytes(identity));
}

impl Share<'_> {
    /// tls_construct_cke_rsa, _dhe, _ecdhe and _srp
    pub fn write(&self, w: &mut Writer, version: ProtocolVersion) {
        match *self {
            Share::None => (),
            Share::Rsa(encrypted) if !rsa_has_length(version) => w.bytes(encrypted),
            Share::Ecdhe(point) => w.vec8(|w| w.bytes(point)),
            Share::Rsa(bytes) | Share::Dhe(bytes) | Share::Srp(bytes) => {
                w.vec16(|w| w.bytes(bytes));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{and_one, cut, decode_error, written};
    use super::*;
    use crate::registry::version::TLS12;

    fn read(body: &[u8], kx: u32) -> Result<Share<'_>, Fatal> {
        ClientKeyExchange::read(body, kx)?.share(TLS12)
    }

    #[test]
    fn the_share_goes_by_the_key_exchange() {
        let public: &[u8] = &[4, 5, 6];
        for (kx, share, bytes) in [
            (kx::RSA, Share::Rsa(public), &[0, 3, 4, 5, 6][..]),
            (kx::DHE, Share::Dhe(public), &[0, 3, 4, 5, 6]),
            (kx::ECDHE, Share::Ecdhe(public), &[3, 4, 5, 6]),
            (kx::SRP, Share::Srp(public), &[0, 3, 4, 5, 6]),
        ] {
            assert_eq!(written(|w| share.write(w, TLS12)), bytes);
            let message = ClientKeyExchange::read(bytes, kx).unwrap();
            assert_eq!(message.psk_identity, None);
            assert_eq!(message.share(TLS12), Ok(share));
        }
    }

    #[test]
    fn an_identity_stands_before_the_share() {
        let public: &[u8] = &[4, 5, 6];
        for (kx, share) in [
            (kx::PSK, Share::None),
            (kx::RSAPSK, Share::Rsa(public)),
            (kx::DHEPSK, Share::Dhe(public)),
            (kx::ECDHEPSK, Share::Ecdhe(public)),
        ] {
            let bytes = written(|w| {
                write_psk_identity(w, b"me");
                share.write(w, TLS12);
            });
            let message = ClientKeyExchange::read(&bytes, kx).unwrap();
            assert_eq!(message.psk_identity, Some(&b"me"[..]));
            assert_eq!(message.share(TLS12), Ok(share));
        }
    }

    #[test]
    fn an_identity_that_is_cut_off_or_too_long() {
        for bytes in cut(&[0, 2, 1, 1]) {
            let expected = decode_error(Reason::LENGTH_MISMATCH);
            assert_eq!(
                ClientKeyExchange::read(bytes, kx::PSK).unwrap_err(),
                expected
            );
        }
        let identity = |length| written(|w| write_psk_identity(w, &vec![b'x'; length]));
        assert!(read(&identity(MAX_PSK_IDENTITY_LEN), kx::PSK).is_ok());
        let expected = Err(decode_error(Reason::DATA_LENGTH_TOO_LONG));
        let too_long = identity(MAX_PSK_IDENTITY_LEN + 1);
        assert_eq!(read(&too_long, kx::PSK), expected);
    }

    #[test]
    fn nothing_follows_an_identity_alone() {
        let expected = Err(decode_error(Reason::LENGTH_MISMATCH));
        assert_eq!(read(&[0, 1, 7, 0], kx::PSK), expected);
    }

    #[test]
    fn a_secret_whose_length_does_not_fit() {
        let bytes: &[u8] = &[0, 3, 4, 5, 6];
        for bytes in cut(bytes).chain([&and_one(bytes)[..]]) {
            let expected = Err(decode_error(Reason::LENGTH_MISMATCH));
            assert_eq!(read(bytes, kx::RSA), expected);
        }
    }

    #[test]
    fn the_oldest_versions_have_no_length_before_the_secret() {
        for version in [SSL3, DTLS1_BAD] {
            let share = Share::Rsa(&[4, 5, 6]);
            let bytes = written(|w| share.write(w, version));
            assert_eq!(bytes, [4, 5, 6]);
            let message = ClientKeyExchange::read(&bytes, kx::RSA).unwrap();
            assert_eq!(message.share(version), Ok(share));
        }
    }

    #[test]
    fn a_public_value_whose_length_does_not_fit() {
        let bytes: &[u8] = &[0, 3, 4, 5, 6];
        for bytes in cut(bytes).chain([&and_one(bytes)[..]]) {
            let expected = decode_error(Reason::DH_PUBLIC_VALUE_LENGTH_IS_WRONG);
            assert_eq!(read(bytes, kx::DHE), Err(expected));
        }
    }

    #[test]
    fn a_public_value_without_bytes() {
        let expected = Err(decode_error(Reason::MISSING_TMP_DH_KEY));
        assert_eq!(read(&[0, 0], kx::DHE), expected);
    }

    #[test]
    fn no_point() {
        let expected = Fatal::new(alert::HANDSHAKE_FAILURE, Reason::MISSING_TMP_ECDH_KEY);
        assert_eq!(read(&[], kx::ECDHE), Err(expected));
        assert_eq!(read(&[0], kx::ECDHE), Ok(Share::Ecdhe(&[])));
    }

    #[test]
    fn a_point_whose_length_does_not_fit() {
        let bytes: &[u8] = &[3, 4, 5, 6];
        for bytes in cut(bytes).skip(1).chain([&and_one(bytes)[..]]) {
            let expected = Err(decode_error(Reason::LENGTH_MISMATCH));
            assert_eq!(read(bytes, kx::ECDHE), expected);
        }
    }

    #[test]
    fn a_value_of_srp_that_is_cut_off() {
        let bytes: &[u8] = &[0, 3, 4, 5, 6];
        for bytes in cut(bytes) {
            let expected = Err(decode_error(Reason::BAD_SRP_A_LENGTH));
            assert_eq!(read(bytes, kx::SRP), expected);
        }
        let more = and_one(bytes);
        assert_eq!(read(&more, kx::SRP), Ok(Share::Srp(&[4, 5, 6])));
    }

    #[test]
    fn a_suite_without_this_message() {
        let expected = Fatal::new(alert::INTERNAL_ERROR, Reason::UNKNOWN_CIPHER_TYPE);
        assert_eq!(read(&[], kx::ANY), Err(expected));
    }
}

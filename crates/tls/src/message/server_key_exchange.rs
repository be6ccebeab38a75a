//! ServerKeyExchange (RFC 5246 section 7.4.3, RFC 8422 section 5.4, RFC 4279, RFC 5054).

use super::signed::Signed;
use super::MAX_PSK_IDENTITY_LEN;
use crate::cipher::kx;
use crate::codec::{Malformed, OrFatal, Reader, Writer};
use crate::error::{Fatal, Reason};
use crate::registry::alert;
use crate::registry::field::{CurveType, NAMED_CURVE_TYPE};
use crate::registry::group::NamedGroup;

#[derive(Clone, Debug)]
pub struct ServerKeyExchange<'a> {
    /// Helps the client to choose an identity; may be empty. `None` where the suite has no pre-shared key.
    pub psk_hint: Option<&'a [u8]>,
    pub parameters: Parameters<'a>,
    /// What is signed, after the two random values: all bytes before the signature.
    pub signed_part: &'a [u8],
    rest: Reader<'a>,
}

/// What the server sends for the key exchange. Numbers are big-endian and not checked yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Parameters<'a> {
    /// Suites with a pre-shared key alone, or with RSA.
    None,
    Dhe(Dhe<'a>),
    Ecdhe(Ecdhe<'a>),
    Srp(Srp<'a>),
}

/// Group and public value of Diffie-Hellman.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Dhe<'a> {
    pub prime: &'a [u8],
    pub generator: &'a [u8],
    /// OpenSSL sends it as long as the prime.
    pub public: &'a [u8],
}

/// Group and public point of elliptic-curve Diffie-Hellman.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ecdhe<'a> {
    pub group: NamedGroup,
    pub point: &'a [u8],
}

/// Group, salt and public value of the Secure Remote Password protocol.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Srp<'a> {
    pub prime: &'a [u8],
    pub generator: &'a [u8],
    pub salt: &'a [u8],
    pub public: &'a [u8],
}

impl<'a> ServerKeyExchange<'a> {
    /// tls_process_key_exchange, up to the signature. `kx` is the suite's word of [`kx`]; `is_allowed` says
    /// whether the client offered a group (tls1_check_group_id).
    ///
    /// Check the parameters, then read the signature with [`ServerKeyExchange::signature`], or ask for the
    /// end with [`ServerKeyExchange::end`].
    pub fn read(
        body: &'a [u8],
        kx: u32,
        is_allowed: impl FnOnce(NamedGroup) -> bool,
    ) -> Result<ServerKeyExchange<'a>, Fatal> {
        let mut r = Reader::new(body);
        let psk_hint = match kx & kx::WITH_PSK {
            0 => None,
            _ => Some(read_psk_hint(&mut r)?),
        };
        let parameters = Parameters::read(&mut r, kx, is_allowed)?;
        Ok(ServerKeyExchange {
            psk_hint,
            parameters,
            signed_part: &body[..r.position()],
            rest: r,
        })
    }

    /// The signature of the parameters, where the suite has one. `uses_sigalgs`: the version has signature
    /// schemes (SSL_USE_SIGALGS).
    pub fn signature(&self, uses_sigalgs: bool) -> Result<Signed<'a>, Fatal> {
        Signed::read(self.rest.clone(), uses_sigalgs, Reason::LENGTH_TOO_SHORT)
    }

    /// Nothing may follow the parameters where the suite has no signature.
    pub fn end(&self) -> Result<(), Fatal> {
        self.rest
            .end()
            .or_fatal(alert::DECODE_ERROR, Reason::EXTRA_DATA_IN_MESSAGE)
    }
}

/// tls_process_ske_psk_preamble
fn read_psk_hint<'a>(r: &mut Reader<'a>) -> Result<&'a [u8], Fatal> {
    let hint = r
        .vec16()
        .or_fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH)?;
    match hint.len() > MAX_PSK_IDENTITY_LEN {
        true => Err(Fatal::new(
            alert::HANDSHAKE_FAILURE,
            Reason::DATA_LENGTH_TOO_LONG,
        )),
        false => Ok(hint),
    }
}

/// Writes the hint of a suite with a pre-shared key; without one it is empty.
pub fn write_psk_hint(w: &mut Writer, hint: &[u8]) {
    w.vec16(|w| w.bytes(hint));
}

impl<'a> Parameters<'a> {
    fn read(
        r: &mut Reader<'a>,
        kx: u32,
        is_allowed: impl FnOnce(NamedGroup) -> bool,
    ) -> Result<Parameters<'a>, Fatal> {
        if kx & (kx::PSK | kx::RSAPSK) != 0 {
            Ok(Parameters::None)
        } else if kx & kx::SRP != 0 {
            Srp::read(r).map(Parameters::Srp)
        } else if kx & (kx::DHE | kx::DHEPSK) != 0 {
            Dhe::read(r).map(Parameters::Dhe)
        } else if kx & (kx::ECDHE | kx::ECDHEPSK) != 0 {
            Ecdhe::read(r, is_allowed).map(Parameters::Ecdhe)
        } else {
            Err(Fatal::new(
                alert::UNEXPECTED_MESSAGE,
                Reason::UNEXPECTED_MESSAGE,
            ))
        }
    }

    /// The parameters of tls_construct_server_key_exchange.
    pub fn write(&self, w: &mut Writer) {
        match self {
            Parameters::None => (),
            Parameters::Dhe(Dhe {
                prime,
                generator,
                public,
            }) => {
                w.vec16(|w| w.bytes(prime));
                w.vec16(|w| w.bytes(generator));
                w.vec16(|w| w.bytes(public));
            }
            Parameters::Ecdhe(Ecdhe { group, point }) => {
                w.u8(NAMED_CURVE_TYPE.0);
                w.u16(group.0);
                w.vec8(|w| w.bytes(point));
            }
            Parameters::Srp(Srp {
                prime,
                generator,
                salt,
                public,
            }) => {
                w.vec16(|w| w.bytes(prime));
                w.vec16(|w| w.bytes(generator));
                w.vec8(|w| w.bytes(salt));
                w.vec16(|w| w.bytes(public));
            }
        }
    }
}

impl<'a> Dhe<'a> {
    /// tls_process_ske_dhe
    fn read(r: &mut Reader<'a>) -> Result<Dhe<'a>, Fatal> {
        let mut parameters = || -> Result<_, Malformed> {
            Ok(Dhe {
                prime: r.vec16()?,
                generator: r.vec16()?,
                public: r.vec16()?,
            })
        };
        parameters().or_fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH)
    }
}

impl<'a> Ecdhe<'a> {
    /// tls_process_ske_ecdhe
    fn read(
        r: &mut Reader<'a>,
        is_allowed: impl FnOnce(NamedGroup) -> bool,
    ) -> Result<Ecdhe<'a>, Fatal> {
        let mut curve =
            || -> Result<_, Malformed> { Ok((CurveType(r.u8()?), NamedGroup(r.u16()?))) };
        let (curve_type, group) =
            curve().or_fatal(alert::DECODE_ERROR, Reason::LENGTH_TOO_SHORT)?;
        if curve_type != NAMED_CURVE_TYPE || !is_allowed(group) {
            return Err(Fatal::new(alert::ILLEGAL_PARAMETER, Reason::WRONG_CURVE));
        }
        let point = r
            .vec8()
            .or_fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH)?;
        Ok(Ecdhe { group, point })
    }
}

impl<'a> Srp<'a> {
    /// tls_process_ske_srp
    fn read(r: &mut Reader<'a>) -> Result<Srp<'a>, Fatal> {
        let mut parameters = || -> Result<_, Malformed> {
            Ok(Srp {
                prime: r.vec16()?,
                generator: r.vec16()?,
                salt: r.vec8()?,
                public: r.vec16()?,
            })
        };
        parameters().or_fatal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH)
    }
}

#[cfg(test)]
mod tests {
    use super::super::signed;
    use super::super::tests::{and_one, cut, decode_error, illegal_parameter, written};
    use super::*;
    use crate::registry::group::{SECP256R1, X25519};
    use crate::registry::scheme::ED25519;

    const DHE: Parameters<'_> = Parameters::Dhe(Dhe {
        prime: &[1, 2, 3],
        generator: &[2],
        public: &[4, 5, 6],
    });
    const ECDHE: Parameters<'_> = Parameters::Ecdhe(Ecdhe {
        group: X25519,
        point: &[7; 32],
    });
    const SRP: Parameters<'_> = Parameters::Srp(Srp {
        prime: &[1, 2, 3],
        generator: &[2],
        salt: &[8, 8],
        public: &[4, 5, 6],
    });

    fn read(body: &[u8], kx: u32) -> Result<ServerKeyExchange<'_>, Fatal> {
        ServerKeyExchange::read(body, kx, |group| group == X25519)
    }

    #[test]
    fn parameters_go_by_the_key_exchange() {
        for (kx, parameters) in [(kx::DHE, DHE), (kx::ECDHE, ECDHE), (kx::SRP, SRP)] {
            let bytes = written(|w| parameters.write(w));
            let message = read(&bytes, kx).unwrap();
            assert_eq!(message.psk_hint, None);
            assert_eq!(message.parameters, parameters);
            assert_eq!(message.signed_part, bytes);
            assert_eq!(message.end(), Ok(()));
        }
    }

    #[test]
    fn a_hint_stands_before_the_parameters() {
        for (kx, parameters) in [
            (kx::PSK, Parameters::None),
            (kx::RSAPSK, Parameters::None),
            (kx::DHEPSK, DHE),
            (kx::ECDHEPSK, ECDHE),
        ] {
            let bytes = written(|w| {
                write_psk_hint(w, b"hint");
                parameters.write(w);
            });
            let message = read(&bytes, kx).unwrap();
            assert_eq!(message.psk_hint, Some(&b"hint"[..]));
            assert_eq!(message.parameters, parameters);
            assert_eq!(message.end(), Ok(()));
        }
    }

    #[test]
    fn a_hint_that_is_cut_off_or_too_long() {
        for bytes in cut(&[0, 2, 1, 1]) {
            let expected = decode_error(Reason::LENGTH_MISMATCH);
            assert_eq!(read(bytes, kx::PSK).unwrap_err(), expected);
        }
        let hint = |length| written(|w| write_psk_hint(w, &vec![b'x'; length]));
        assert!(read(&hint(MAX_PSK_IDENTITY_LEN), kx::PSK).is_ok());
        let expected = Fatal::new(alert::HANDSHAKE_FAILURE, Reason::DATA_LENGTH_TOO_LONG);
        let refused = read(&hint(MAX_PSK_IDENTITY_LEN + 1), kx::PSK).unwrap_err();
        assert_eq!(refused, expected);
    }

    #[test]
    fn parameters_that_are_cut_off() {
        for (kx, parameters) in [(kx::DHE, DHE), (kx::SRP, SRP)] {
            for bytes in cut(&written(|w| parameters.write(w))) {
                let expected = decode_error(Reason::LENGTH_MISMATCH);
                assert_eq!(read(bytes, kx).unwrap_err(), expected);
            }
        }
        for bytes in cut(&written(|w| ECDHE.write(w))) {
            let reason = match bytes.len() {
                0..=2 => Reason::LENGTH_TOO_SHORT,
                _ => Reason::LENGTH_MISMATCH,
            };
            assert_eq!(read(bytes, kx::ECDHE).unwrap_err(), decode_error(reason));
        }
    }

    #[test]
    fn a_curve_that_was_not_offered() {
        let expected = illegal_parameter(Reason::WRONG_CURVE);
        let group = SECP256R1.0.to_be_bytes();
        let other = [&[NAMED_CURVE_TYPE.0][..], &group].concat();
        assert_eq!(read(&other, kx::ECDHE).unwrap_err(), expected);
        let group = X25519.0.to_be_bytes();
        let explicit = [&[1][..], &group, &[0]].concat();
        assert_eq!(read(&explicit, kx::ECDHE).unwrap_err(), expected);
    }

    #[test]
    fn a_suite_without_this_message() {
        let expected = Fatal::new(alert::UNEXPECTED_MESSAGE, Reason::UNEXPECTED_MESSAGE);
        assert_eq!(read(&[], kx::RSA).unwrap_err(), expected);
    }

    #[test]
    fn the_signature_follows() {
        let parameters = written(|w| ECDHE.write(w));
        let signature = written(|w| signed::write(w, Some(ED25519), &[1, 2]));
        let bytes = [&parameters[..], &signature].concat();
        let message = read(&bytes, kx::ECDHE).unwrap();
        assert_eq!(message.signed_part, parameters);
        let signed = message.signature(true).unwrap();
        assert_eq!(signed.scheme, Some(ED25519));
        assert_eq!(signed.signature(), Ok(&[1, 2][..]));

        let refused = |bytes: &[u8]| {
            let message = read(bytes, kx::ECDHE).unwrap();
            let signature = message.signature(true);
            signature.and_then(|signed| signed.signature()).unwrap_err()
        };
        for bytes in cut(&bytes).skip(parameters.len()) {
            let reason = match bytes.len() - parameters.len() {
                0 | 1 => Reason::LENGTH_TOO_SHORT,
                _ => Reason::LENGTH_MISMATCH,
            };
            assert_eq!(refused(bytes), decode_error(reason));
        }
        let expected = decode_error(Reason::LENGTH_MISMATCH);
        assert_eq!(refused(&and_one(&bytes)), expected);
    }

    #[test]
    fn a_signature_of_tls11_has_no_scheme() {
        let parameters = written(|w| ECDHE.write(w));
        let bytes = [&parameters[..], &[0, 1, 9]].concat();
        let message = read(&bytes, kx::ECDHE).unwrap();
        let signed = message.signature(false).unwrap();
        assert_eq!(signed.scheme, None);
        assert_eq!(signed.signature(), Ok(&[9][..]));
    }

    #[test]
    fn bytes_behind_unsigned_parameters() {
        let bytes = and_one(&written(|w| ECDHE.write(w)));
        let expected = Err(decode_error(Reason::EXTRA_DATA_IN_MESSAGE));
        assert_eq!(read(&bytes, kx::ECDHE).unwrap().end(), expected);
    }
}

//! certificate_authorities (RFC 8446 section 4.2.4); both sides do the same.

use super::table::{Context, Place, Sent};
use crate::codec::{OrFatal, Reader, Writer};
use crate::error::{Fatal, Reason};
use crate::link::Link;
use crate::machine::Handshake;
use crate::message::certificate_request::{write_authorities, Authorities};
use crate::message::extensions::write_one;
use crate::registry::alert;
use crate::registry::extension::CERTIFICATE_AUTHORITIES;

/// `init_certificate_authorities`
pub(super) fn start(_: &mut Handshake, link: &dyn Link, _: Context) -> Result<(), Fatal> {
    link.forget_authorities();
    Ok(())
}

/// `tls_parse_certificate_authorities`
pub(super) fn parse(
    _: &mut Handshake,
    link: &dyn Link,
    content: &[u8],
    _: Place,
) -> Result<(), Fatal> {
    let mut reader = Reader::new(content);
    receive(link, Authorities::read(&mut reader)?)?;
    reader
        .end()
        .or_fatal(alert::DECODE_ERROR, Reason::BAD_EXTENSION)
}

/// The loop of `parse_ca_names`: a malformed name counts before a list that is cut off behind it.
pub(crate) fn receive(link: &dyn Link, authorities: Authorities<'_>) -> Result<(), Fatal> {
    let mut names = Vec::new();
    let mut end = Ok(());
    for name in authorities {
        match name {
            Ok(name) => names.push(name),
            Err(fatal) => end = Err(fatal),
        }
    }
    link.receive_authorities(&names)?;
    end
}

/// `tls_construct_certificate_authorities`. With SSL_OP_DISABLE_TLSEXT_CA_NAMES the list is empty.
pub(super) fn construct(
    h: &mut Handshake,
    _: &dyn Link,
    w: &mut Writer,
    _: Place,
) -> Result<Sent, Fatal> {
    let config = &h.config;
    if config.authorities.is_empty() {
        return Ok(Sent::No);
    }
    let names = match config.options.disable_ca_names {
        true => &[],
        false => &config.authorities[..],
    };
    write_one(w, CERTIFICATE_AUTHORITIES, |w| {
        write_authorities(w, names.iter().map(Vec::as_slice));
    });
    Ok(Sent::Yes)
}

#[cfg(test)]
mod tests {
    use super::super::tests::connection;
    use super::super::Name::CertificateAuthorities;
    use super::*;
    use crate::machine::Side;
    use crate::registry::version::TLS13;

    #[test]
    fn names_are_kept() {
        for side in [Side::Server, Side::Client] {
            let (link, mut h) = connection(side, Some(TLS13));
            link.authorities.replace(vec![vec![1]]);
            link.prepare(&mut h, CertificateAuthorities);
            assert!(link.authorities.borrow().is_empty());
            let read = |h: &mut _, content: &[u8]| link.parse(h, CertificateAuthorities, content);
            assert_eq!(read(&mut h, &[0, 7, 0, 2, 8, 9, 0, 1, 5]), Ok(()));
            assert_eq!(*link.authorities.borrow(), [vec![8, 9], vec![5]]);
            assert_eq!(read(&mut h, &[0, 0]), Ok(()));
            let decode_error = |reason| Err(Fatal::new(alert::DECODE_ERROR, reason));
            for content in [&[][..], &[0], &[0, 1], &[0, 1, 0], &[0, 3, 0, 2, 8]] {
                assert_eq!(read(&mut h, content), decode_error(Reason::LENGTH_MISMATCH));
            }
            let behind = read(&mut h, &[0, 0, 9]);
            assert_eq!(behind, decode_error(Reason::BAD_EXTENSION));
            link.on.accepts.set(|_| false);
            let malformed = Fatal::new(alert::DECODE_ERROR, Reason::ERR_R_ASN1_LIB);
            assert_eq!(read(&mut h, &[0, 4, 0, 1, 8, 0]), Err(malformed));
        }
    }

    #[test]
    fn our_names_are_sent() {
        let (link, mut h) = connection(Side::Server, Some(TLS13));
        assert_eq!(link.construct(&mut h, CertificateAuthorities), Ok(None));
        link.configure(|config| config.authorities = vec![vec![8, 9]]);
        let names = Ok(Some(vec![0, 4, 0, 2, 8, 9]));
        assert_eq!(link.construct(&mut h, CertificateAuthorities), names);
        link.configure(|config| config.options.disable_ca_names = true);
        let empty = Ok(Some(vec![0, 0]));
        assert_eq!(link.construct(&mut h, CertificateAuthorities), empty);
    }
}

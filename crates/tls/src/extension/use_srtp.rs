//! use_srtp (RFC 5764).

use super::table::{Context, Place, Sent};
use crate::codec::{Malformed, OrFatal, Reader, Writer};
use crate::error::{Fatal, Reason};
use crate::link::Link;
use crate::machine::{Handshake, Side};
use crate::message::extensions::write_one;
use crate::registry::alert;
use crate::registry::extension::USE_SRTP;
use crate::registry::field::SrtpProfile;

/// A value for the master key index, which we never have.
const NO_MKI: u8 = 0;

const BAD_LIST: Fatal = Fatal::new(
    alert::DECODE_ERROR,
    Reason::BAD_SRTP_PROTECTION_PROFILE_LIST,
);

/// `init_srtp`
pub(super) fn start(h: &mut Handshake, link: &dyn Link, _: Context) -> Result<(), Fatal> {
    if h.side == Side::Server {
        link.facts().srtp_profile.set(None);
    }
    Ok(())
}

/// `tls_parse_ctos_use_srtp`: our order of preference counts.
pub(super) fn from_client(
    h: &mut Handshake,
    link: &dyn Link,
    content: &[u8],
    _: Place,
) -> Result<(), Fatal> {
    let own = &h.config.srtp_profiles;
    if own.is_empty() {
        return Ok(());
    }
    let mut reader = Reader::new(content);
    let offered = reader.vec16().map_err(|Malformed| BAD_LIST)?;
    if offered.len() % 2 != 0 {
        return Err(BAD_LIST);
    }
    let offered = |profile: &&SrtpProfile| {
        let mut profiles = offered.chunks_exact(2);
        profiles.any(|bytes| bytes == profile.0.to_be_bytes())
    };
    link.facts()
        .srtp_profile
        .set(own.iter().find(offered).copied());
    let mki_length = reader.u8().map_err(|Malformed| BAD_LIST)?;
    reader
        .bytes(mki_length.into())
        .and_then(|_| reader.end())
        .or_fatal(alert::DECODE_ERROR, Reason::BAD_SRTP_MKI_VALUE)
}

/// `tls_parse_stoc_use_srtp`
pub(super) fn from_server(
    h: &mut Handshake,
    link: &dyn Link,
    content: &[u8],
    _: Place,
) -> Result<(), Fatal> {
    let mut reader = Reader::new(content);
    let mut read = || -> Result<_, Malformed> {
        let profile = <[u8; 2]>::try_from(reader.vec16()?).map_err(|_| Malformed)?;
        let mki = reader.u8()?;
        reader.end()?;
        Ok((SrtpProfile(u16::from_be_bytes(profile)), mki))
    };
    let (profile, mki) = read().map_err(|Malformed| BAD_LIST)?;
    if mki != NO_MKI {
        return Err(Fatal::new(
            alert::ILLEGAL_PARAMETER,
            Reason::BAD_SRTP_MKI_VALUE,
        ));
    }
    let own = &h.config.srtp_profiles;
    if own.is_empty() {
        return Err(Fatal::new(alert::DECODE_ERROR, Reason::NO_SRTP_PROFILES));
    }
    if !own.contains(&profile) {
        return Err(BAD_LIST);
    }
    link.facts().srtp_profile.set(Some(profile));
    Ok(())
}

/// `tls_construct_stoc_use_srtp`
pub(super) fn to_client(
    _: &mut Handshake,
    link: &dyn Link,
    w: &mut Writer,
    _: Place,
) -> Result<Sent, Fatal> {
    let Some(profile) = link.facts().srtp_profile.get() else {
        return Ok(Sent::No);
    };
    write(w, &[profile]);
    Ok(Sent::Yes)
}

/// `tls_construct_ctos_use_srtp`
pub(super) fn to_server(
    h: &mut Handshake,
    _: &dyn Link,
    w: &mut Writer,
    _: Place,
) -> Result<Sent, Fatal> {
    if h.config.srtp_profiles.is_empty() {
        return Ok(Sent::No);
    }
    write(w, &h.config.srtp_profiles);
    Ok(Sent::Yes)
}

fn write(w: &mut Writer, profiles: &[SrtpProfile]) {
    write_one(w, USE_SRTP, |w| {
        w.vec16(|w| profiles.iter().for_each(|profile| w.u16(profile.0)));
        w.u8(NO_MKI);
    });
}

#[cfg(test)]
mod tests {
    use super::super::tests::{client, server};
    use super::super::Name::UseSrtp;
    use super::*;
    use crate::registry::field::{SRTP_AES128_CM_SHA1_32, SRTP_AES128_CM_SHA1_80};

    const BAD_MKI: Reason = Reason::BAD_SRTP_MKI_VALUE;

    #[test]
    fn a_server_prefers_its_own_order() {
        let (link, mut h) = server();
        assert_eq!(link.parse(&mut h, UseSrtp, &[9]), Ok(()));
        assert_eq!(link.construct(&mut h, UseSrtp), Ok(None));
        let own = [SRTP_AES128_CM_SHA1_32, SRTP_AES128_CM_SHA1_80];
        link.configure(|config| config.srtp_profiles = own.to_vec());
        let offer = [0, 6, 0, 1, 0, 9, 0, 2, 1, 7];
        assert_eq!(link.parse(&mut h, UseSrtp, &offer), Ok(()));
        let answer = Ok(Some(vec![0, 2, 0, 2, 0]));
        assert_eq!(link.construct(&mut h, UseSrtp), answer);
        assert_eq!(link.parse(&mut h, UseSrtp, &[0, 2, 0, 9, 0]), Ok(()));
        assert_eq!(link.facts.srtp_profile.get(), None);
        for content in [&[][..], &[0], &[0, 2, 0], &[0, 1, 0, 0], &[0, 2, 0, 1]] {
            assert_eq!(link.parse(&mut h, UseSrtp, content), Err(BAD_LIST));
        }
        for content in [&[0, 2, 0, 1, 1][..], &[0, 2, 0, 1, 0, 0]] {
            let expected = Err(Fatal::new(alert::DECODE_ERROR, BAD_MKI));
            assert_eq!(link.parse(&mut h, UseSrtp, content), expected);
        }
        link.prepare(&mut h, UseSrtp);
        assert_eq!(link.facts.srtp_profile.get(), None);
    }

    #[test]
    fn a_client_takes_one_of_its_own() {
        let (link, mut h) = client();
        assert_eq!(link.construct(&mut h, UseSrtp), Ok(None));
        let none = Err(Fatal::new(alert::DECODE_ERROR, Reason::NO_SRTP_PROFILES));
        assert_eq!(link.parse(&mut h, UseSrtp, &[0, 2, 0, 1, 0]), none);
        let own = [SRTP_AES128_CM_SHA1_32, SRTP_AES128_CM_SHA1_80];
        link.configure(|config| config.srtp_profiles = own.to_vec());
        let offer = Ok(Some(vec![0, 4, 0, 2, 0, 1, 0]));
        assert_eq!(link.construct(&mut h, UseSrtp), offer);
        assert_eq!(link.parse(&mut h, UseSrtp, &[0, 2, 0, 1, 0]), Ok(()));
        assert_eq!(link.facts.srtp_profile.get(), Some(SRTP_AES128_CM_SHA1_80));
        let mki = Err(Fatal::new(alert::ILLEGAL_PARAMETER, BAD_MKI));
        assert_eq!(link.parse(&mut h, UseSrtp, &[0, 2, 0, 1, 1]), mki);
        for content in [
            &[][..],
            &[0, 2, 0, 1],
            &[0, 4, 0, 1, 0, 2, 0],
            &[0, 2, 0, 1, 0, 0],
            &[0, 2, 0, 9, 0],
        ] {
            assert_eq!(link.parse(&mut h, UseSrtp, content), Err(BAD_LIST));
        }
    }
}

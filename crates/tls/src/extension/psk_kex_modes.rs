//! psk_key_exchange_modes (RFC 8446 section 4.2.9).

use super::table::{Context, Place, Sent, MALFORMED};
use crate::codec::{Reader, Writer};
use crate::error::Fatal;
use crate::link::Link;
use crate::machine::{Handshake, PskModes};
use crate::message::extensions::write_one;
use crate::registry::extension::PSK_KEY_EXCHANGE_MODES;
use crate::registry::field::{PskKeyExchangeMode, PSK_DHE_KE, PSK_KE};

/// `init_psk_kex_modes`
pub(super) fn start(h: &mut Handshake, _: &dyn Link, _: Context) -> Result<(), Fatal> {
    h.psk_modes = PskModes::default();
    Ok(())
}

/// `tls_parse_ctos_psk_kex_modes`. The mode without a key share counts only where the program allows it
/// (`SSL_OP_ALLOW_NO_DHE_KEX`).
pub(super) fn from_client(
    h: &mut Handshake,
    _: &dyn Link,
    content: &[u8],
    _: Place,
) -> Result<(), Fatal> {
    let modes = Reader::new(content).only_vec8().ok();
    let modes = modes.filter(|modes| !modes.is_empty()).ok_or(MALFORMED)?;
    for mode in modes.iter().copied().map(PskKeyExchangeMode) {
        match mode {
            PSK_DHE_KE => h.psk_modes.dhe_ke = true,
            PSK_KE if h.config.options.allow_no_dhe_kex => h.psk_modes.ke = true,
            _ => {}
        }
    }
    Ok(())
}

/// `tls_construct_ctos_psk_kex_modes`
pub(super) fn to_server(
    h: &mut Handshake,
    _: &dyn Link,
    w: &mut Writer,
    _: Place,
) -> Result<Sent, Fatal> {
    let ke = h.config.options.allow_no_dhe_kex;
    write_one(w, PSK_KEY_EXCHANGE_MODES, |w| {
        w.vec8(|w| {
            w.u8(PSK_DHE_KE.0);
            if ke {
                w.u8(PSK_KE.0);
            }
        });
    });
    h.psk_modes = PskModes { ke, dhe_ke: true };
    Ok(Sent::Yes)
}

#[cfg(test)]
mod tests {
    use super::super::tests::connection;
    use super::super::Name::PskKexModes;
    use super::*;
    use crate::machine::Side;
    use crate::registry::version::TLS13;

    const BOTH: PskModes = PskModes {
        ke: true,
        dhe_ke: true,
    };
    const WITH_SHARE: PskModes = PskModes { ke: false, ..BOTH };

    #[test]
    fn modes_that_are_allowed_are_noted() {
        let (link, mut h) = connection(Side::Server, Some(TLS13));
        link.parse(&mut h, PskKexModes, &[3, 0, 1, 2]).unwrap();
        assert_eq!(h.psk_modes, WITH_SHARE);
        link.configure(|config| config.options.allow_no_dhe_kex = true);
        link.parse(&mut h, PskKexModes, &[3, 0, 1, 2]).unwrap();
        assert_eq!(h.psk_modes, BOTH);
        link.prepare(&mut h, PskKexModes);
        assert_eq!(h.psk_modes, PskModes::default());
    }

    #[test]
    fn a_list_that_is_empty_or_cut_off() {
        let (link, mut h) = connection(Side::Server, Some(TLS13));
        for content in [&[][..], &[0], &[2, 1], &[1, 1, 1]] {
            let parsed = link.parse(&mut h, PskKexModes, content);
            assert_eq!(parsed, Err(MALFORMED), "{content:?}");
        }
    }

    #[test]
    fn a_client_offers_what_is_allowed() {
        let (link, mut h) = connection(Side::Client, None);
        let constructed = link.construct(&mut h, PskKexModes);
        assert_eq!(constructed, Ok(Some(vec![1, 1])));
        assert_eq!(h.psk_modes, WITH_SHARE);
        link.configure(|config| config.options.allow_no_dhe_kex = true);
        let constructed = link.construct(&mut h, PskKexModes);
        assert_eq!(constructed, Ok(Some(vec![2, 1, 0])));
        assert_eq!(h.psk_modes, BOTH);
    }
}

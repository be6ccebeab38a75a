//! Protocol versions: the bounds that the application sets, and the versions that they allow.

use libc::c_long;

use super::{Method, Settings};
use crate::cipher::list::SUITEB_MASK;
use crate::constants::{SSL_OP_NO_TLSv1, SSL_OP_NO_TLSv1_1, SSL_OP_NO_TLSv1_2, SSL_OP_NO_TLSv1_3};
use tls::registry::version::{self, ProtocolVersion, SSL3, TLS10, TLS11, TLS12, TLS13};

const DTLS_MAJOR: c_long = 0xfe;
const DTLS1_BAD: c_long = version::DTLS1_BAD.0 as c_long;
const DTLS12: c_long = version::DTLS12.0 as c_long;
/// The last number that OpenSSL takes for a version of DTLS, which count downwards.
const DTLS_LAST: c_long = (DTLS_MAJOR + 1) << 8;

/// The versions of TLS that OpenSSL knows and Debian builds, the highest first, each with the option that
/// forbids it.
const VERSIONS: [(ProtocolVersion, u64); 4] = [
    (TLS13, SSL_OP_NO_TLSv1_3),
    (TLS12, SSL_OP_NO_TLSv1_2),
    (TLS11, SSL_OP_NO_TLSv1_1),
    (TLS10, SSL_OP_NO_TLSv1),
];

/// The versions that can be negotiated. OpenSSL accepts a configuration without any; every handshake then
/// fails (`SSL_R_NO_PROTOCOLS_AVAILABLE`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Enabled {
    pub tls12: bool,
    pub tls13: bool,
    /// The lowest and the highest version that a client offers, supported here or not.
    pub range: Option<(ProtocolVersion, ProtocolVersion)>,
}

impl Enabled {
    /// The versions that a method, the bounds of the settings, the options `SSL_OP_NO_TLSv1_*` and `is_secure`
    /// allow. For a method of one version nothing else matters.
    ///
    /// A client offers one range; if there are several, the lowest. A server accepts all.
    pub fn new(
        method: &Method,
        settings: &Settings,
        options: u64,
        server: bool,
        is_secure: impl Fn(ProtocolVersion) -> bool,
    ) -> Enabled {
        if let Some(only) = method.version {
            return Enabled {
                tls12: only == TLS12,
                tls13: only == TLS13,
                range: Some((only, only)),
            };
        }
        let suite_b = settings.cert_flags & SUITEB_MASK != 0;
        let enabled = |version: ProtocolVersion, forbidden: u64| {
            settings.min_version <= Some(version)
                && settings.max_version.is_none_or(|max| version <= max)
                && options & forbidden == 0
                && !(suite_b && version < TLS12)
                && is_secure(version)
        };
        let mut range = None;
        let mut hole = true;
        let mut list = Vec::new();
        for (version, forbidden) in VERSIONS {
            if !enabled(version, forbidden) {
                hole = true;
                continue;
            }
            list.push(version);
            range = match range {
                Some((_, highest)) if !hole => Some((version, highest)),
                _ => Some((version, version)),
            };
            hole = false;
        }
        let allows = |version: ProtocolVersion| match server {
            true => list.contains(&version),
            false => range.is_some_and(|(lowest, highest)| (lowest..=highest).contains(&version)),
        };
        Enabled {
            tls12: allows(TLS12),
            tls13: allows(TLS13),
            range,
        }
    }
}

/// One end of the range of versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    Lowest,
    Highest,
}

impl Enabled {
    /// The highest that a client offers.
    pub fn highest(self) -> Option<ProtocolVersion> {
        self.range.map(|(_, highest)| highest)
    }
}

impl Settings {
    /// `SSL_CTRL_GET_MIN_PROTO_VERSION` and `MAX`: the value that was set.
    pub fn bound(&self, bound: Bound) -> Option<ProtocolVersion> {
        match bound {
            Bound::Lowest => self.min_version,
            Bound::Highest => self.max_version,
        }
    }

    /// Sets an end of the range: any version of TLS or DTLS, or 0 to remove it. A method of one version
    /// ignores it. False for unknown numbers and for a range from TLS to DTLS.
    pub fn set_bound(&mut self, method: &Method, bound: Bound, version: c_long) -> bool {
        let other = match bound {
            Bound::Lowest => self.max_version,
            Bound::Highest => self.min_version,
        };
        let mixed = (version == DTLS1_BAD || version >> 8 == DTLS_MAJOR) && other.is_some();
        let tls = version == 0 || (c_long::from(SSL3.0)..=c_long::from(TLS13.0)).contains(&version);
        let dtls = version == DTLS1_BAD || (DTLS12..=DTLS_LAST).contains(&version);
        if mixed || !(tls || dtls) {
            return false;
        }
        if dtls || (version != 0 && method.version.is_some()) {
            return true;
        }
        let version = (version != 0).then_some(ProtocolVersion(version as u16));
        match bound {
            Bound::Lowest => self.min_version = version,
            Bound::Highest => self.max_version = version,
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANY: Method = Method {
        client: true,
        server: true,
        version: None,
        name: "TLS",
    };
    const ONLY_12: Method = Method {
        client: true,
        server: true,
        version: Some(TLS12),
        name: "TLSv1.2",
    };

    fn enabled(min: u16, max: u16, options: u64) -> (bool, bool) {
        let mut settings = Settings::for_method(&ANY);
        assert!(settings.set_bound(&ANY, Bound::Lowest, min.into()));
        assert!(settings.set_bound(&ANY, Bound::Highest, max.into()));
        let of = |server| {
            let enabled = Enabled::new(&ANY, &settings, options, server, |_| true);
            (enabled.tls12, enabled.tls13)
        };
        assert_eq!(of(true), of(false));
        of(true)
    }

    #[test]
    fn bounds_and_options() {
        assert_eq!(enabled(0, 0, 0), (true, true));
        assert_eq!(enabled(0x301, 0, 0), (true, true));
        assert_eq!(enabled(0x304, 0, 0), (false, true));
        assert_eq!(enabled(0, 0x303, 0), (true, false));
        assert_eq!(enabled(0, 0x302, 0), (false, false));
        assert_eq!(enabled(0x304, 0x303, 0), (false, false));
        assert_eq!(
            enabled(
                0,
                0,
                SSL_OP_NO_TLSv1 | SSL_OP_NO_TLSv1_1 | SSL_OP_NO_TLSv1_2
            ),
            (false, true)
        );
        assert_eq!(enabled(0, 0, SSL_OP_NO_TLSv1_3), (true, false));
    }

    #[test]
    fn of_several_ranges_a_client_offers_the_lowest() {
        let settings = Settings::for_method(&ANY);
        let of = |options, server| Enabled::new(&ANY, &settings, options, server, |_| true);
        let client = of(SSL_OP_NO_TLSv1_2, false);
        assert_eq!(client.range, Some((TLS10, TLS11)));
        assert!(!client.tls12 && !client.tls13);
        let server = of(SSL_OP_NO_TLSv1_2, true);
        assert!(!server.tls12 && server.tls13);
        let client = of(SSL_OP_NO_TLSv1_1 | SSL_OP_NO_TLSv1, false);
        assert_eq!(client.range, Some((TLS12, TLS13)));
    }

    #[test]
    fn what_is_not_secure_is_not_enabled() {
        let settings = Settings::for_method(&ANY);
        let enabled = Enabled::new(&ANY, &settings, 0, false, |version| version > TLS12);
        assert_eq!(enabled.range, Some((TLS13, TLS13)));
    }

    #[test]
    fn bound_keeps_what_was_set() {
        let mut settings = Settings::for_method(&ANY);
        assert!(settings.set_bound(&ANY, Bound::Lowest, 0x300));
        assert_eq!(settings.bound(Bound::Lowest), Some(SSL3));
        assert!(settings.set_bound(&ANY, Bound::Lowest, 0));
        assert_eq!(settings.bound(Bound::Lowest), None);
    }

    #[test]
    fn bound_refuses_other_numbers() {
        let mut settings = Settings::for_method(&ANY);
        for version in [-1, 1, 0x2ff, 0x305, 0xfefc, 0xff01, 0x1_0304] {
            assert!(
                !settings.set_bound(&ANY, Bound::Lowest, version),
                "{version:#x}"
            );
        }
        assert!(settings.set_bound(&ANY, Bound::Lowest, 0xfeff));
        assert_eq!(settings.bound(Bound::Lowest), None);
        assert!(settings.set_bound(&ANY, Bound::Lowest, 0x303));
        assert!(!settings.set_bound(&ANY, Bound::Highest, 0xfefd));
    }

    #[test]
    fn fixed_version_has_no_range() {
        let mut settings = Settings::for_method(&ONLY_12);
        assert!(settings.set_bound(&ONLY_12, Bound::Lowest, 0x304));
        assert_eq!(settings.bound(Bound::Lowest), None);
        let options = SSL_OP_NO_TLSv1_2;
        let enabled = Enabled::new(&ONLY_12, &settings, options, false, |_| false);
        assert_eq!((enabled.tls12, enabled.tls13), (true, false));
    }
}

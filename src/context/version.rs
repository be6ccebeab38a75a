//! Protocol versions: the bounds that the application sets, and what they leave to negotiate.

use libc::c_long;

use super::{Method, Settings};

const SSL3: u16 = 0x0300;
const TLS12: u16 = 0x0303;
const TLS13: u16 = 0x0304;
const DTLS_MAJOR: c_long = 0xfe;
const DTLS1_BAD: c_long = 0x100;
const DTLS12: c_long = 0xfefd;
/// The last number that OpenSSL takes for a version of DTLS, which count downwards.
const DTLS_LAST: c_long = 0xff00;

const OP_NO_TLS12: u64 = 0x0800_0000;
const OP_NO_TLS13: u64 = 0x2000_0000;

/// Whether one of the versions may be negotiated. Neither is a configuration that OpenSSL accepts,
/// and with which every handshake fails (`SSL_R_NO_PROTOCOLS_AVAILABLE`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Enabled {
    pub tls12: bool,
    pub tls13: bool,
}

impl Enabled {
    /// What a method, the bounds of the settings and the options `SSL_OP_NO_TLSv1_*` leave.
    pub fn new(method: &Method, settings: &Settings, options: u64) -> Enabled {
        let allows = |version: u16, forbidden: u64| {
            let bounds = match method.version {
                Some(only) => only == version,
                None => {
                    settings.min_version <= version
                        && (settings.max_version == 0 || version <= settings.max_version)
                }
            };
            bounds && options & forbidden == 0
        };
        Enabled {
            tls12: allows(TLS12, OP_NO_TLS12),
            tls13: allows(TLS13, OP_NO_TLS13),
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
    /// The highest of them, 0 for none.
    pub fn highest(self) -> u16 {
        match (self.tls12, self.tls13) {
            (_, true) => TLS13,
            (true, false) => TLS12,
            (false, false) => 0,
        }
    }
}

impl Settings {
    /// `SSL_CTRL_GET_MIN_PROTO_VERSION` and `MAX`: the value that was set, 0 for none.
    pub fn bound(&self, bound: Bound) -> u16 {
        match bound {
            Bound::Lowest => self.min_version,
            Bound::Highest => self.max_version,
        }
    }

    /// Sets an end of the range: a version number of any TLS or DTLS, or 0 to take it away. A
    /// method of one version has no range and ignores it. False for numbers that are no version,
    /// and for a range from TLS to DTLS.
    pub fn set_bound(&mut self, method: &Method, bound: Bound, version: c_long) -> bool {
        let other = match bound {
            Bound::Lowest => self.max_version,
            Bound::Highest => self.min_version,
        };
        let mixed = (version == DTLS1_BAD || version >> 8 == DTLS_MAJOR) && other != 0;
        let tls = version == 0 || (c_long::from(SSL3)..=c_long::from(TLS13)).contains(&version);
        let dtls = version == DTLS1_BAD || (DTLS12..=DTLS_LAST).contains(&version);
        if mixed || !(tls || dtls) {
            return false;
        }
        if dtls || (version != 0 && method.version.is_some()) {
            return true;
        }
        match bound {
            Bound::Lowest => self.min_version = version as u16,
            Bound::Highest => self.max_version = version as u16,
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
        let enabled = Enabled::new(&ANY, &settings, options);
        (enabled.tls12, enabled.tls13)
    }

    #[test]
    fn bounds_and_options() {
        assert_eq!(enabled(0, 0, 0), (true, true));
        assert_eq!(enabled(0x301, 0, 0), (true, true));
        assert_eq!(enabled(0x304, 0, 0), (false, true));
        assert_eq!(enabled(0, 0x303, 0), (true, false));
        assert_eq!(enabled(0, 0x302, 0), (false, false));
        assert_eq!(enabled(0x304, 0x303, 0), (false, false));
        assert_eq!(enabled(0, 0, OP_NO_TLS12), (false, true));
        assert_eq!(enabled(0, 0, OP_NO_TLS13), (true, false));
    }

    #[test]
    fn bound_keeps_what_was_set() {
        let mut settings = Settings::for_method(&ANY);
        assert!(settings.set_bound(&ANY, Bound::Lowest, 0x300));
        assert_eq!(settings.bound(Bound::Lowest), 0x300);
        assert!(settings.set_bound(&ANY, Bound::Lowest, 0));
        assert_eq!(settings.bound(Bound::Lowest), 0);
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
        assert_eq!(settings.bound(Bound::Lowest), 0);
        assert!(settings.set_bound(&ANY, Bound::Lowest, 0x303));
        assert!(!settings.set_bound(&ANY, Bound::Highest, 0xfefd));
    }

    #[test]
    fn fixed_version_has_no_range() {
        let mut settings = Settings::for_method(&ONLY_12);
        assert!(settings.set_bound(&ONLY_12, Bound::Lowest, 0x304));
        assert_eq!(settings.bound(Bound::Lowest), 0);
        let enabled = Enabled::new(&ONLY_12, &settings, 0);
        assert_eq!((enabled.tls12, enabled.tls13), (true, false));
    }
}

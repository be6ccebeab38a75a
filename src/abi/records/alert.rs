//! Names of alerts (SSL_alert_type_string(3)).

use std::ffi::CStr;

use libc::{c_char, c_int};

use crate::abi::entry;

/// OpenSSL 3.0's names of alerts: two letters and the long form.
const ALERTS: &[(c_int, &CStr, &CStr)] = &[
    (0, c"CN", c"close notify"),
    (10, c"UM", c"unexpected_message"),
    (20, c"BM", c"bad record mac"),
    (21, c"DC", c"decryption failed"),
    (22, c"RO", c"record overflow"),
    (30, c"DF", c"decompression failure"),
    (40, c"HF", c"handshake failure"),
    (41, c"NC", c"no certificate"),
    (42, c"BC", c"bad certificate"),
    (43, c"UC", c"unsupported certificate"),
    (44, c"CR", c"certificate revoked"),
    (45, c"CE", c"certificate expired"),
    (46, c"CU", c"certificate unknown"),
    (47, c"IP", c"illegal parameter"),
    (48, c"CA", c"unknown CA"),
    (49, c"AD", c"access denied"),
    (50, c"DE", c"decode error"),
    (51, c"CY", c"decrypt error"),
    (60, c"ER", c"export restriction"),
    (70, c"PV", c"protocol version"),
    (71, c"IS", c"insufficient security"),
    (80, c"IE", c"internal error"),
    (90, c"US", c"user canceled"),
    (100, c"NR", c"no renegotiation"),
    (110, c"UE", c"unsupported extension"),
    (111, c"CO", c"certificate unobtainable"),
    (112, c"UN", c"unrecognized name"),
    (113, c"BR", c"bad certificate status response"),
    (114, c"BH", c"bad certificate hash value"),
    (115, c"UP", c"unknown PSK identity"),
    (120, c"UK", c"no application protocol"),
];

fn level(value: c_int) -> (&'static CStr, &'static CStr) {
    match value >> 8 {
        1 => (c"W", c"warning"),
        2 => (c"F", c"fatal"),
        _ => (c"U", c"unknown"),
    }
}

fn description(value: c_int) -> (&'static CStr, &'static CStr) {
    ALERTS
        .iter()
        .find(|alert| alert.0 == value & 0xff)
        .map_or((c"UK", c"unknown"), |alert| (alert.1, alert.2))
}

/// The level of an alert as a letter: "W", "F", or "U" for unknown.
///
/// `value` is the info callback's value: the level from bit 8 on, the description below it. Returns
/// a static string, never NULL. See SSL_alert_type_string(3).
#[entry]
pub extern "C-unwind" fn SSL_alert_type_string(value: c_int) -> *const c_char {
    level(value).0.as_ptr()
}

/// The level of an alert: "warning", "fatal" or "unknown".
///
/// As `SSL_alert_type_string`. See SSL_alert_type_string(3).
#[entry]
pub extern "C-unwind" fn SSL_alert_type_string_long(value: c_int) -> *const c_char {
    level(value).1.as_ptr()
}

/// The description of an alert in two letters, "UK" for an unknown one.
///
/// Only the lower 8 bits of `value` are used. Returns a static string, never NULL. See
/// SSL_alert_type_string(3).
#[entry]
pub extern "C-unwind" fn SSL_alert_desc_string(value: c_int) -> *const c_char {
    description(value).0.as_ptr()
}

/// The description of an alert, such as "close notify", or "unknown".
///
/// As `SSL_alert_desc_string`. See SSL_alert_type_string(3).
#[entry]
pub extern "C-unwind" fn SSL_alert_desc_string_long(value: c_int) -> *const c_char {
    description(value).1.as_ptr()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        assert_eq!(description(0x100), (c"CN", c"close notify"));
        assert_eq!(description(48), (c"CA", c"unknown CA"));
        assert_eq!(description(109), (c"UK", c"unknown"));
        assert_eq!(level(0x230), (c"F", c"fatal"));
        assert_eq!(level(0x100), (c"W", c"warning"));
        assert_eq!(level(7), (c"U", c"unknown"));
    }
}

use super::*;

/// Lists and what OpenSSL 3.0 selects for them, of the suites that we speak: `SPOKEN`'s, by letters.
/// `!` means `SSL_R_INVALID_COMMAND`.
#[rustfmt::skip]
const LISTS: &[(&str, &str)] = &[
    ("ALL", "ABCDEF"),
    ("DEFAULT", "ABCDEF"),
    ("COMPLEMENTOFALL", ""),
    ("COMPLEMENTOFDEFAULT", ""),
    ("HIGH", "ABCDEF"),
    ("MEDIUM", ""),
    ("LOW", ""),
    ("eNULL", ""),
    ("aNULL", ""),
    ("ECDHE", "ABCDEF"),
    ("kECDHE", "ABCDEF"),
    ("kEECDH", "ABCDEF"),
    ("EECDH", "ABCDEF"),
    ("ECDH", "ABCDEF"),
    ("AECDH", ""),
    ("aRSA", "BDF"),
    ("aECDSA", "ACE"),
    ("ECDSA", "ACE"),
    ("RSA", ""),
    ("kRSA", ""),
    ("AES128", "EF"),
    ("AES256", "AB"),
    ("AES", "ABEF"),
    ("AESGCM", "ABEF"),
    ("AESCCM", ""),
    ("AESCCM8", ""),
    ("CHACHA20", "CD"),
    ("SHA256", ""),
    ("SHA384", ""),
    ("SHA1", ""),
    ("SHA", ""),
    ("MD5", ""),
    ("TLSv1.2", "ABCDEF"),
    ("TLSv1", ""),
    ("TLSv1.0", ""),
    ("SSLv3", ""),
    ("SUITEB128", "EA"),
    ("SUITEB128ONLY", "E"),
    ("SUITEB128C2", "A"),
    ("SUITEB192", "A"),
    ("SUITEB192:ALL", "A"),
    ("PSK", ""),
    ("SRP", ""),
    ("DH", ""),
    ("DHE", ""),
    ("EDH", ""),
    ("CAMELLIA", ""),
    ("ARIA", ""),
    ("SEED", ""),
    ("3DES", ""),
    ("RC4", ""),
    ("FIPS", "ABEF"),
    ("CBC", ""),
    ("HIGH:!aNULL:!MD5", "ABCDEF"),
    ("HIGH:!aNULL:!MD5:!RC4", "ABCDEF"),
    ("ECDHE+AESGCM:ECDHE+CHACHA20:DHE+AESGCM:DHE+CHACHA20:ECDH+AESGCM:DH+AESGCM:ECDH+AES:DH+AES:RSA+AESGCM:RSA+AES:!aNULL:!eNULL:!MD5:!DSS", "ABEFCD"),
    ("@SECLEVEL=2:ECDH+AESGCM:ECDH+CHACHA20:ECDH+AES:DHE+AES:!aNULL:!eNULL:!aDSS:!SHA1:!AESCCM", "ABEFCD"),
    ("ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384:DHE-RSA-CHACHA20-POLY1305", "EFABCD"),
    ("ECDHE-RSA-AES128-GCM-SHA256", "F"),
    ("ECDHE-RSA-CHACHA20-POLY1305 ECDHE-RSA-AES128-GCM-SHA256", "DF"),
    ("ECDHE-RSA-AES128-GCM-SHA256,AES128-SHA;ECDHE-ECDSA-AES256-GCM-SHA384", "FA"),
    ("AES128-SHA", ""),
    ("TLS_AES_128_GCM_SHA256", ""),
    ("NOSUCH", ""),
    ("NOSUCH:ECDHE+AES128", "EF"),
    ("ALL:NOSUCH+*", "ABCDEF"),
    ("ALL:AES128-SHA+*", "!"),
    ("ALL:!ECDHE", ""),
    ("ALL:-ECDHE:ECDHE", "ABCDEF"),
    ("ALL:-ECDHE+AES128:ECDHE", "ABCDEF"),
    ("ALL:-AES128:-CHACHA20:ALL", "ABCDEF"),
    ("ALL:+AES256", "CDEFAB"),
    ("ALL:+AESGCM:+aECDSA", "DBFCAE"),
    ("ALL:!AES256:ALL", "CDEF"),
    ("ALL:-AES256:ALL", "CDEFAB"),
    ("CHACHA20:AES128:AES256:@STRENGTH", "CDABEF"),
    ("AES128:CHACHA20:@STRENGTH:-AES256", "CDEF"),
    ("AES128:@STRENGTH:ALL", "EFABCD"),
    ("-ALL:ALL", "ABCDEF"),
    ("ALL:+ALL", "ABCDEF"),
    ("CHACHA20:ALL", "CDABEF"),
    ("CHACHA20+aRSA:AESGCM+aECDSA:ALL", "DAEBCF"),
    ("ECDHE+aRSA+AES256", "B"),
    ("AES128+AES256", ""),
    ("AES128+CHACHA20:aRSA", "BDF"),
    ("COMPLEMENTOFDEFAULT+HIGH", "ABCDEF"),
    ("HIGH+COMPLEMENTOFDEFAULT", ""),
    ("HIGH+MEDIUM", ""),
    ("TLSv1.2+SSLv3", ""),
    ("TLSv1.2+aRSA", "BDF"),
    ("SSLv3+aRSA", ""),
    ("ECDHE-RSA-AES128-GCM-SHA256+AES", "F"),
    ("AES+ECDHE-RSA-AES128-GCM-SHA256", "F"),
    ("AES256+ECDHE-RSA-AES128-GCM-SHA256", ""),
    ("ECDHE-RSA-AES128-GCM-SHA256+HIGH+aRSA", "F"),
    ("DEFAULT:!aRSA", "ACE"),
    ("DEFAULT:-AES256:+CHACHA20", "EFCD"),
    ("DEFAULTX:!AES128", "ABCD"),
    ("DEFAULT!AES128", "ABCD"),
    ("DEFAULT-AES128", "ABCD"),
    ("DEFAULT+AES256", "CDEFAB"),
    ("ALL:DEFAULT:!AES128", "ABCD"),
    ("!ALL:ALL", ""),
    ("ALL:!!AES", "!"),
    ("ALL:@STRENGTH", "ABCDEF"),
    ("ALL:@strength", "!"),
    ("ALL:@SECLEVEL=0", "ABCDEF"),
    ("ALL:@SECLEVEL=5", "ABCDEF"),
    ("ALL:@SECLEVEL=6", "!"),
    ("ALL:@SECLEVEL=10", "!"),
    ("ALL:@SECLEVEL=", "!"),
    ("ALL:@SECLEVEL=1junk", "!"),
    ("ALL:@SECLEVEL=1*junk", "ABCDEF"),
    ("ALL:@STRENGTH+x", "ABCDEF"),
    ("ALL:@", "!"),
    ("@STRENGTH", ""),
    (":::ALL,,;; :", "ABCDEF"),
    ("ALL*", "!"),
    ("ALL:*", "!"),
    ("ALL:!", "!"),
    ("ALL+", "!"),
    ("ALL:+", "!"),
    ("ALL:a_b", "ABCDEF"),
    ("aRSA_x:aECDSA", "!"),
    ("NOSUCH_x:aECDSA", "ACE"),
    ("nosuch*:aECDSA", "ACE"),
    ("all", ""),
    ("ECDHE+AESGCM:!aRSA+AES128", "ABE"),
    ("ALL:!COMPLEMENTOFDEFAULT:!eNULL:+AES128:@STRENGTH", "ABCDEF"),
    ("kRSA+AESGCM:aRSA+AESGCM", "BF"),
    ("ALL:!kEECDH+aRSA", "ACE"),
    ("EDH-RSA-DES-CBC3-SHA:AES128", "EF"),
    ("TLSv1.2:-CHACHA20:+aRSA", "AEBF"),
    ("SUITEB128 junk", "EA"),
    ("xSUITEB128:AES128", "EF"),
    ("", ""),
    ("ALL\tAES", "!"),
    ("SHA384:+MEDIUM+ECDHE+ECDHE-ECDSA-AES256-GCM-SHA384:@STRENGTH", ""),
    ("AES128:+AES+RSA:aRSA+DHE+TLSv1.2:-aECDSA:-CHACHA20", "F"),
    ("RSA:+COMPLEMENTOFDEFAULT+TLSv1.2+ECDHE-ECDSA-AES128-GCM-SHA256", ""),
    ("SHA384:AES128+AESGCM:+CHACHA20+COMPLEMENTOFDEFAULT+DHE:-AES:-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384", "A"),
    ("AES:-ECDHE-RSA-CHACHA20-POLY1305:-AESGCM+CHACHA20", "ABEF"),
    ("@STRENGTH:+SHA384", ""),
    ("ALL:HIGH", "ABCDEF"),
    ("TLSv1.2:AESGCM+DHE:ALL:@STRENGTH:COMPLEMENTOFDEFAULT:ECDHE-RSA-CHACHA20-POLY1305", "ABCDEF"),
    ("SHA256:TLSv1.2+FIPS", "ABEF"),
    ("ECDHE-ECDSA-CHACHA20-POLY1305+AES:!ECDHE-RSA-AES256-GCM-SHA384+ECDHE-ECDSA-AES128-GCM-SHA256:AESGCM+DHE:COMPLEMENTOFDEFAULT:TLSv1.2:-HIGH", ""),
    ("SHA384+ECDHE-ECDSA-AES256-GCM-SHA384+ECDHE-RSA-CHACHA20-POLY1305:+MEDIUM:@STRENGTH:ECDHE-RSA-AES256-GCM-SHA384", "B"),
    ("SHA256+aECDSA:ECDHE-ECDSA-AES256-GCM-SHA384:MEDIUM:DHE:aECDSA", "ACE"),
    ("kECDHE:AES256+FIPS+aECDSA:@STRENGTH:FIPS+AESGCM:DHE", "ABCDEF"),
    ("aECDSA+AESGCM:!SHA384+MEDIUM:AESGCM+FIPS", "AEBF"),
    ("COMPLEMENTOFDEFAULT:aRSA+AES128:@STRENGTH:-COMPLEMENTOFDEFAULT+AES", "F"),
    ("@STRENGTH:!CHACHA20+AES:MEDIUM", ""),
    ("HIGH:@STRENGTH:-COMPLEMENTOFDEFAULT:ECDHE-ECDSA-AES128-GCM-SHA256+kECDHE", "ABCDEF"),
    ("ECDHE-ECDSA-CHACHA20-POLY1305:@STRENGTH:kECDHE+SHA256", "C"),
    ("RSA+HIGH:AES:AES256", "ABEF"),
    ("ALL:-HIGH+ECDHE-RSA-AES128-GCM-SHA256:DHE+DHE:+ECDHE-RSA-AES128-GCM-SHA256", "ABCDE"),
    ("HIGH:HIGH+ECDHE-RSA-CHACHA20-POLY1305", "ABCDEF"),
    ("SHA256+aECDSA:ECDHE-RSA-AES256-GCM-SHA384+TLSv1.2", "B"),
    ("AES128:+aRSA:-TLSv1.2+ECDHE+MEDIUM:ECDHE-ECDSA-AES256-GCM-SHA384+ECDHE-RSA-AES256-GCM-SHA384:+HIGH+ECDHE-ECDSA-AES256-GCM-SHA384+COMPLEMENTOFDEFAULT:@STRENGTH", "EF"),
    ("COMPLEMENTOFDEFAULT:+ALL+AES256:MEDIUM+ECDHE+COMPLEMENTOFDEFAULT:SHA256:-kECDHE", ""),
    ("ECDHE-ECDSA-CHACHA20-POLY1305+DHE+TLSv1.2:-MEDIUM:!RSA:ECDHE+MEDIUM:+ALL", ""),
    ("ALL:-ECDHE-RSA-CHACHA20-POLY1305+CHACHA20:DHE+DHE:ECDHE-ECDSA-AES128-GCM-SHA256+kECDHE", "ABCEF"),
    ("@STRENGTH:-ECDHE:AES256+FIPS+ECDHE-ECDSA-AES256-GCM-SHA384:+SHA384:COMPLEMENTOFDEFAULT+ECDHE:ECDHE-ECDSA-AES128-GCM-SHA256+aECDSA", "AE"),
    ("ECDHE-ECDSA-CHACHA20-POLY1305+DHE:TLSv1.2+aRSA+aECDSA:-ECDHE-RSA-CHACHA20-POLY1305+DHE:-aECDSA+aRSA+AESGCM:DHE+SHA256", ""),
    ("ECDHE-RSA-AES128-GCM-SHA256+CHACHA20:MEDIUM+AESGCM:AESGCM", "ABEF"),
    ("aECDSA:RSA:ECDHE-RSA-CHACHA20-POLY1305+RSA:MEDIUM+ECDHE-RSA-AES256-GCM-SHA384:+ECDHE+TLSv1.2+ECDHE-ECDSA-AES128-GCM-SHA256", "ACE"),
    ("AES256:!AESGCM", ""),
    ("aRSA:-HIGH+AESGCM+aECDSA:COMPLEMENTOFDEFAULT", "BDF"),
    ("kECDHE:!SHA384", "ABCDEF"),
    ("SHA256+ALL+ALL:+RSA+ECDHE:-RSA+TLSv1.2+aRSA:ECDHE:DHE+AESGCM", "ABCDEF"),
    ("SHA384+ECDHE-ECDSA-CHACHA20-POLY1305+ECDHE-RSA-AES128-GCM-SHA256:+ECDHE-ECDSA-CHACHA20-POLY1305", ""),
    ("ECDHE-ECDSA-CHACHA20-POLY1305:-ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:-ECDHE-ECDSA-AES128-GCM-SHA256+aECDSA", "D"),
    ("FIPS+kECDHE+kECDHE:ECDHE-RSA-AES256-GCM-SHA384:-AES+CHACHA20", "ABEF"),
    ("aECDSA:aECDSA+ECDHE-RSA-AES128-GCM-SHA256+AES:-SHA384+kECDHE", "ACE"),
    ("aRSA:@STRENGTH:ECDHE-RSA-AES128-GCM-SHA256+DHE+SHA384:+AES+ECDHE-RSA-AES128-GCM-SHA256", "BDF"),
    ("aRSA:kECDHE+MEDIUM+ECDHE-RSA-AES128-GCM-SHA256", "BDF"),
    ("MEDIUM:-ECDHE-ECDSA-AES128-GCM-SHA256+aRSA", ""),
    ("AES128+AES:-AES128:ALL:+TLSv1.2+SHA256:-ECDHE-RSA-AES256-GCM-SHA384:-ECDHE-RSA-CHACHA20-POLY1305+CHACHA20+ECDHE-ECDSA-CHACHA20-POLY1305", "EFACD"),
    ("@STRENGTH:-kECDHE:-RSA:-AES128+AES128:DHE", ""),
    ("ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE+ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES256-GCM-SHA384:AES+ALL:SHA384", "CABEF"),
    ("ECDHE-RSA-AES128-GCM-SHA256+HIGH:-AES128:ECDHE-RSA-AES128-GCM-SHA256+AES256+RSA", ""),
    ("COMPLEMENTOFDEFAULT:@STRENGTH:RSA+RSA:-AES128+ECDHE-RSA-AES256-GCM-SHA384", ""),
    ("FIPS+ECDHE-RSA-AES128-GCM-SHA256:+FIPS:-SHA384:+SHA384+ECDHE-ECDSA-AES256-GCM-SHA384:AESGCM", "FABE"),
    ("AES+AES128:MEDIUM:ALL+aRSA+kECDHE:+aECDSA+HIGH", "FBDE"),
    ("COMPLEMENTOFDEFAULT:@STRENGTH", ""),
    ("TLSv1.2:kECDHE", "ABCDEF"),
    ("SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:@STRENGTH:CHACHA20+RSA:SHA256", "A"),
    ("ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES256-GCM-SHA384+ALL:-ALL:HIGH+AES128", "EF"),
    ("ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-CHACHA20-POLY1305:@STRENGTH:-TLSv1.2+ECDHE+CHACHA20:+DHE:ECDHE-ECDSA-CHACHA20-POLY1305+ECDHE-RSA-AES128-GCM-SHA256", "F"),
    ("ECDHE-ECDSA-AES128-GCM-SHA256+TLSv1.2+AES:COMPLEMENTOFDEFAULT:+RSA+SHA384+AESGCM:-ECDHE-RSA-AES128-GCM-SHA256+ECDHE-ECDSA-AES256-GCM-SHA384+ECDHE-RSA-CHACHA20-POLY1305:+aRSA", "E"),
    ("FIPS:-ECDHE-ECDSA-CHACHA20-POLY1305+kECDHE+SHA256:!ECDHE-ECDSA-AES256-GCM-SHA384", "BEF"),
    ("ECDHE-RSA-AES256-GCM-SHA384+SHA256+SHA384:@STRENGTH", ""),
    ("SHA256:ECDHE+ECDHE-RSA-AES256-GCM-SHA384:-aRSA", ""),
    ("kECDHE:AES:-SHA256+AES", "ABCDEF"),
    ("ECDHE+HIGH:ALL+kECDHE:kECDHE", "ABCDEF"),
    ("ECDHE-ECDSA-AES256-GCM-SHA384+kECDHE+ECDHE-RSA-AES256-GCM-SHA384:-SHA384+TLSv1.2+ECDHE-ECDSA-AES256-GCM-SHA384:FIPS+TLSv1.2:-FIPS:-SHA256", ""),
];

const SPOKEN: [u16; 6] = [0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc02b, 0xc02f];

fn letters(ciphers: &[&Cipher]) -> String {
    let letter = |id| {
        SPOKEN
            .iter()
            .position(|&p| p == id)
            .map(|i| b"ABCDEF"[i] as char)
    };
    ciphers.iter().filter_map(|c| letter(c.id.0)).collect()
}

fn set(list: &mut CipherList, rules: &str) -> Result<(), ListError> {
    list.set_cipher_list(rules.as_bytes(), &mut 0, &mut 2, &Missing::legacy())
}

#[test]
fn lists_select_what_openssl_selects() {
    for &(rules, expected) in LISTS {
        let mut list = CipherList::default();
        let result = set(&mut list, rules);
        let malformed = matches!(result, Err(ListError::Malformed(_)));
        assert_eq!(malformed, expected == "!", "{rules}");
        let left = if expected == "!" { "ABCDEF" } else { expected };
        assert_eq!(letters(list.ciphers()), left, "{rules}");
    }
}

#[test]
fn security_level_is_set_even_if_the_list_fails() {
    let level = |rules: &str| {
        let mut level = 2;
        let _ = select(rules.as_bytes(), &mut 0, &mut level, &Missing::legacy());
        level
    };
    assert_eq!(level("ALL"), 2);
    assert_eq!(level("ALL:@SECLEVEL=0"), 0);
    assert_eq!(level("@SECLEVEL=5"), 5);
    assert_eq!(level("ALL:@SECLEVEL=1*junk"), 1);
    assert_eq!(level("ALL:@SECLEVEL=3:*"), 3);
    assert_eq!(level("ALL:@SECLEVEL=6"), 2);
}

#[test]
fn suite_b_mode_stays() {
    let mut flags = 1;
    let mut rules = |rules: &str| {
        let selected =
            select(rules.as_bytes(), &mut flags, &mut 2, &Missing::legacy()).expect("valid rules");
        (letters(&selected), flags)
    };
    assert_eq!(rules("SUITEB128C2"), ("A".into(), SUITEB_128 | 1));
    assert_eq!(rules("ALL"), ("EA".into(), SUITEB_128 | 1));
    assert_eq!(rules("SUITEB192"), ("A".into(), SUITEB_192 | 1));
}

fn names(list: &CipherList) -> Vec<&str> {
    let name = |c: &&'static Cipher| c.name.to_str().expect("ASCII");
    list.ciphers().iter().map(name).collect()
}

#[test]
fn default_list() {
    let list = CipherList::default();
    let names = names(&list);
    assert_eq!(names.len(), 60);
    assert_eq!(
        names[..8],
        [
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_AES_128_GCM_SHA256",
            "ECDHE-ECDSA-AES256-GCM-SHA384",
            "ECDHE-RSA-AES256-GCM-SHA384",
            "DHE-RSA-AES256-GCM-SHA384",
            "ECDHE-ECDSA-CHACHA20-POLY1305",
            "ECDHE-RSA-CHACHA20-POLY1305",
        ]
    );
}

#[test]
fn mistakes_are_counted() {
    let mut list = CipherList::default();
    let mut mistakes = |rules| set(&mut list, rules);
    assert_eq!(mistakes("@a:@b"), Err(ListError::Malformed(2)));
    assert_eq!(mistakes("@a:*:@b"), Err(ListError::Malformed(2)));
}

#[test]
fn an_alias_of_what_is_missing_is_unknown() {
    // What follows an unknown word belongs to it.
    let mut list = CipherList::default();
    assert_eq!(set(&mut list, "ALL:-SEED!AESGCM"), Ok(()));
    assert!(names(&list).contains(&"ECDHE-RSA-AES128-GCM-SHA256"));
    assert_eq!(set(&mut list, "ALL:-AESCCM!AESGCM"), Ok(()));
    assert!(!names(&list).contains(&"ECDHE-RSA-AES128-GCM-SHA256"));
}

#[test]
fn ciphersuites() {
    let rest = "ECDHE-RSA-AES256-GCM-SHA384";
    let cases: &[(&str, &[&str])] = &[
        (
            "TLS_AES_128_GCM_SHA256:foo",
            &["TLS_AES_128_GCM_SHA256", rest],
        ),
        (
            " TLS_AES_128_GCM_SHA256 : TLS_AES_256_GCM_SHA384",
            &["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", rest],
        ),
        ("", &[rest]),
        // Names of earlier versions are accepted.
        (
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            &["ECDHE-RSA-AES128-GCM-SHA256", rest],
        ),
    ];
    for (suites, expected) in cases {
        let mut list = CipherList::default();
        assert_eq!(set(&mut list, rest), Ok(()));
        let set = list.set_ciphersuites(suites.as_bytes(), &Missing::legacy());
        assert_eq!(set, Ok(()), "{suites}");
        assert_eq!(names(&list), *expected, "{suites}");
    }
}

#[test]
fn ciphersuites_without_a_match_change_nothing() {
    for suites in [
        "foo",
        ":",
        "ECDHE-RSA-AES128-GCM-SHA256",
        "tls_aes_128_gcm_sha256",
        "TLS_AES_128_GCM_SHA256,TLS_AES_256_GCM_SHA384",
    ] {
        let mut list = CipherList::default();
        let set = list.set_ciphersuites(suites.as_bytes(), &Missing::legacy());
        assert_eq!(set, Err(ListError::NoMatch), "{suites}");
        assert_eq!(names(&list), names(&CipherList::default()));
    }
}

#[test]
fn lists_without_a_match_keep_the_suites_of_tls13() {
    let mut list = CipherList::default();
    assert_eq!(set(&mut list, "SEED"), Err(ListError::NoMatch));
    assert_eq!(list.ciphers().len(), 3);
}

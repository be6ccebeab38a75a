/*
 * Cipher lists of all suites that OpenSSL knows: the suites that 400 made-up lists select, their
 * order, and each suite's getters. The expected results, those of the system's library, are hashes.
 */
#include "harness.h"

/* FNV-1a. */
static uint32_t mix(uint32_t hash, const char *text) {
    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * 16777619u;
    return (hash ^ ' ') * 16777619u;
}

static uint32_t mix_number(uint32_t hash, long number) {
    char text[32];

    snprintf(text, sizeof(text), "%ld", number);
    return mix(hash, text);
}

#define HASH_START 2166136261u

static const char *const words[] = {"ALL",
                                    "COMPLEMENTOFALL",
                                    "COMPLEMENTOFDEFAULT",
                                    "DEFAULT",
                                    "kRSA",
                                    "kDHE",
                                    "kEDH",
                                    "DH",
                                    "kECDHE",
                                    "kEECDH",
                                    "ECDH",
                                    "kPSK",
                                    "kRSAPSK",
                                    "kECDHEPSK",
                                    "kDHEPSK",
                                    "kSRP",
                                    "kGOST",
                                    "aRSA",
                                    "aDSS",
                                    "DSS",
                                    "aNULL",
                                    "aECDSA",
                                    "ECDSA",
                                    "aPSK",
                                    "aGOST",
                                    "aSRP",
                                    "EDH",
                                    "DHE",
                                    "EECDH",
                                    "ECDHE",
                                    "NULL",
                                    "RSA",
                                    "ADH",
                                    "AECDH",
                                    "PSK",
                                    "SRP",
                                    "3DES",
                                    "RC4",
                                    "RC2",
                                    "IDEA",
                                    "SEED",
                                    "eNULL",
                                    "AES128",
                                    "AES256",
                                    "AES",
                                    "AESGCM",
                                    "AESCCM",
                                    "AESCCM8",
                                    "CAMELLIA128",
                                    "CAMELLIA256",
                                    "CAMELLIA",
                                    "CHACHA20",
                                    "ARIA",
                                    "ARIAGCM",
                                    "ARIA128",
                                    "ARIA256",
                                    "CBC",
                                    "MD5",
                                    "SHA1",
                                    "SHA",
                                    "SHA256",
                                    "SHA384",
                                    "SSLv3",
                                    "TLSv1",
                                    "TLSv1.0",
                                    "TLSv1.2",
                                    "TLSv1.3",
                                    "LOW",
                                    "MEDIUM",
                                    "HIGH",
                                    "FIPS",
                                    "EDH-RSA-DES-CBC3-SHA",
                                    "@STRENGTH",
                                    "@SECLEVEL=0",
                                    "@SECLEVEL=3",
                                    "@SECLEVEL=5",
                                    "@SECLEVEL=6",
                                    "@FOO",
                                    "SUITEB128",
                                    "SUITEB192",
                                    "foo",
                                    "*",
                                    "SEED-SHA"};

#define LISTS 400

static uint64_t random_state;

static unsigned any(unsigned below) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (unsigned)(random_state >> 11) % below;
}

static void make_list(STACK_OF(SSL_CIPHER) * suites, char *list, size_t size) {
    static const char *const operators[] = {"!", "-", "+"};
    static const char *const separators[] = {",", " ", ";"};
    int rules = 1 + (int)any(8);

    list[0] = '\0';
    for (int i = 0; i < rules; i++) {
        int parts = 1 + (any(3) == 0) + (any(9) == 0);

        if (i > 0)
            strncat(list, any(20) != 0 ? ":" : separators[any(3)], size - strlen(list) - 1);
        if (any(3) == 0)
            strncat(list, operators[any(3)], size - strlen(list) - 1);
        for (int j = 0; j < parts; j++) {
            const char *word = words[any(sizeof(words) / sizeof(words[0]))];

            if (any(4) == 0)
                word = SSL_CIPHER_get_name(
                    sk_SSL_CIPHER_value(suites, (int)any((unsigned)sk_SSL_CIPHER_num(suites))));
            if (j > 0)
                strncat(list, any(30) != 0 ? "+" : operators[any(2)], size - strlen(list) - 1);
            strncat(list, word, size - strlen(list) - 1);
        }
    }
}

static uint32_t mix_suites(uint32_t hash, STACK_OF(SSL_CIPHER) * suites) {
    for (int i = 0; i < sk_SSL_CIPHER_num(suites); i++)
        hash = mix_number(hash, SSL_CIPHER_get_protocol_id(sk_SSL_CIPHER_value(suites, i)));
    return mix(hash, "end");
}

/* What becomes of a list: the answer, the errors, the level, the suites, and those that a client of
 * these versions supports. */
static uint32_t outcome(const char *list, int version) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    uint32_t hash = mix_number(HASH_START, SSL_CTX_set_cipher_list(ctx, list));
    STACK_OF(SSL_CIPHER) * supported;
    unsigned long error;
    SSL *ssl;

    while ((error = ERR_get_error()) != 0)
        hash = mix_number(hash, ERR_GET_REASON(error));
    hash = mix_number(hash, SSL_CTX_get_security_level(ctx));
    hash = mix_suites(hash, SSL_CTX_get_ciphers(ctx));
    ssl = SSL_new(ctx);
    SSL_set_max_proto_version(ssl, version);
    supported = SSL_get1_supported_ciphers(ssl);
    hash = mix_suites(hash, supported);
    sk_SSL_CIPHER_free(supported);
    SSL_free(ssl);
    SSL_CTX_free(ctx);
    return hash;
}

static const uint32_t outcomes[LISTS] = {
    0x70f27d65, 0x36b1bd7d, 0xbdb5beff, 0xd1a0f8e5, 0xa56e0993, 0xa3e9ae08, 0x4a195c45, 0xa74236b8,
    0xe2d503ac, 0x8823d8bd, 0x5c2127d5, 0xd1a0f8e5, 0x36b1bd7d, 0x36b1bd7d, 0x3a45ea0a, 0xa8ecfea2,
    0xe17ac789, 0x900e5785, 0x3a45ea0a, 0xccbee5fe, 0xd2ef94a7, 0x36b1bd7d, 0xe17ac789, 0xd1a0f8e5,
    0x10f10d27, 0x226a07c9, 0x3ebdfbc4, 0xba1de275, 0x4edaa141, 0x1fb98559, 0x52cc4561, 0xacab424a,
    0x36b1bd7d, 0x77ab7f68, 0x1afd1dad, 0xc14a74e7, 0xd62e23a8, 0x36b1bd7d, 0xe17ac789, 0xcdbe8a49,
    0xbb75e6b7, 0x36b1bd7d, 0x3a45ea0a, 0x5a0a5ed5, 0x36b1bd7d, 0x36b1bd7d, 0xe17ac789, 0x6e6ba5ae,
    0xe17ac789, 0x41d55f67, 0xc26d7cfc, 0xd1a0f8e5, 0x36b1bd7d, 0xe17ac789, 0xa3337cb5, 0xe24050df,
    0xf89af76a, 0xb50fc816, 0xe17ac789, 0x4da5dd38, 0xe49b02d2, 0x36b1bd7d, 0x3a45ea0a, 0x198deff1,
    0xdd493ab1, 0xe17ac789, 0xe17ac789, 0xe32dd494, 0x125ef0a4, 0x79918d21, 0x8ccf6f77, 0xd1a0f8e5,
    0xe17ac789, 0xe546ea48, 0xe17ac789, 0x15429177, 0x91f8bcc1, 0x2f162bfc, 0xe17ac789, 0x18784853,
    0x1adb9810, 0x9b27069f, 0x43b56b7d, 0xd1a0f8e5, 0x39a60a6f, 0xe17ac789, 0x9829525b, 0x0e35aa24,
    0x77ab7f68, 0x36b1bd7d, 0x3a45ea0a, 0x42b8a371, 0xe17ac789, 0x39a60a6f, 0x53cb61a8, 0xbf90b367,
    0xe17ac789, 0x7457d345, 0xaca78b5c, 0x1e8d0116, 0x6952e6ca, 0x36b1bd7d, 0x58e7e52a, 0x8e459953,
    0xd480e272, 0x358671d2, 0x8615f22c, 0xd1a0f8e5, 0xcedca32a, 0x54940c00, 0xe17afdaf, 0x0e35aa24,
    0x7159e58c, 0x3b26fb9f, 0xc0d170be, 0x006ef940, 0xe17ac789, 0x77ab7f68, 0xe17ac789, 0x0e35aa24,
    0xe17ac789, 0x36b1bd7d, 0x9b016f25, 0x7022789d, 0x36b1bd7d, 0x9160c52d, 0x77983e3e, 0xac0f8250,
    0x2545fe99, 0xa51d1e74, 0x3a45ea0a, 0x36c02a62, 0x682e643b, 0xe17ac789, 0xf4c06432, 0x12a09551,
    0x3d9d859a, 0xe17ac789, 0x3a45ea0a, 0xd1a0f8e5, 0x3447f0eb, 0xe17ac789, 0xe17ac789, 0x2fa438d1,
    0xaf6ce2d9, 0x2de9aa9c, 0x3a45ea0a, 0x25460d76, 0xe17ac789, 0x83120579, 0x3a45ea0a, 0xdc7a7c06,
    0x36b1bd7d, 0x36b1bd7d, 0xce6e3ce6, 0x0e35aa24, 0x763b1631, 0xd4a5ed26, 0x3a45ea0a, 0x0e35aa24,
    0xc91a1236, 0x54940c00, 0xe17ac789, 0xdb4075ef, 0xe17ac789, 0x3532512f, 0xa51d1e74, 0x0e35aa24,
    0x2a4d2fb7, 0xe17ac789, 0x4f1ef2c2, 0x0e35aa24, 0xee581200, 0x29ebc4aa, 0xaf6ce296, 0xf4f818fd,
    0xe17ac789, 0xe17ac789, 0x3a45ea0a, 0xd1a0f8e5, 0x36b1bd7d, 0x36b1bd7d, 0x527ab8e8, 0x1fb35785,
    0xe17ac789, 0x36b1bd7d, 0x6a1968e3, 0x4aaab2e3, 0xee99f217, 0xd1ece1f7, 0x0bc15ff6, 0xec21d836,
    0xe17ac789, 0x56c7f9d7, 0x70ac533a, 0x0e35aa24, 0xa3e9ae08, 0xa21e3d2a, 0x0b911fa4, 0x0e35aa24,
    0xeb0c4fa9, 0x39379b35, 0x04452b44, 0xece534da, 0xdf007203, 0x79918d21, 0x3a45ea0a, 0x865b002a,
    0x93b6a626, 0x14c86111, 0x41610aee, 0x09d1bf2d, 0xe17ac789, 0xe17ac789, 0xda4a91cc, 0x0e35aa24,
    0x114be0c9, 0x1dfda85e, 0x3a45ea0a, 0x29fd617b, 0x6b4019b6, 0x1e5b3283, 0xe8c295c3, 0xd1a0f8e5,
    0x36b1bd7d, 0x36b1bd7d, 0x28ce1990, 0x0e35aa24, 0xc24976ba, 0xbfb7d45e, 0xa32c8dfe, 0x11c91514,
    0x253b5160, 0xb4665ad1, 0x3a45ea0a, 0x0e35aa24, 0xf0997378, 0x9160c52d, 0x485a34c2, 0xd1a0f8e5,
    0xe1bcc5c3, 0x32164e79, 0x92f70dc7, 0x0e35aa24, 0x8823d8bd, 0xe17ac789, 0xe17ac789, 0xd1a0f8e5,
    0x059094f7, 0xb180fffe, 0x3a45ea0a, 0xd1a0f8e5, 0x650a4931, 0xc9f53a23, 0x0b12dadb, 0x920c8df8,
    0xdffd84a2, 0xe17ac789, 0xe17ac789, 0xf1ba1d20, 0x67623419, 0xc43e3a1c, 0xbf6d052a, 0x94fee607,
    0x60dc911e, 0x6a43369c, 0x199f0463, 0x65e7c67d, 0x0fe5f187, 0xfa858090, 0x70ac533a, 0xb33e5ebd,
    0xbb1b108c, 0xa763b3d6, 0x03705708, 0xc7a20c61, 0x43b56b7d, 0xcc87caf7, 0xb80f3bfa, 0x97621cf4,
    0xe17ac789, 0xaaaf4aef, 0x9f6feace, 0x0e35aa24, 0xe8be20ce, 0xe005e49c, 0x3a45ea0a, 0xde30eafe,
    0x597bf95c, 0x43083172, 0x04452b44, 0x0f913549, 0xd855434c, 0xe17ac789, 0x3a45ea0a, 0xeb9b195a,
    0x0ed5404c, 0x36b1bd7d, 0x8ed2a55b, 0xe9a028ea, 0x7c643704, 0x36b1bd7d, 0xd6767969, 0x0e35aa24,
    0x3f24d09c, 0xa3dfc4b4, 0xe17ac789, 0x0e35aa24, 0x36b1bd7d, 0x36b1bd7d, 0x43295e19, 0x9f65f5ea,
    0xe17ac789, 0xdd7f9abf, 0x892f8974, 0x42b8a371, 0xfe64a5f6, 0x36b1bd7d, 0x17fd82d6, 0xc7a20c61,
    0x36b1bd7d, 0xc91a1236, 0x80980cb0, 0xf8cd2a46, 0x37f55cd9, 0x059094f7, 0xe17ac789, 0x0e35aa24,
    0x7678185d, 0x36b1bd7d, 0x79955488, 0x0e35aa24, 0x36b1bd7d, 0x5ee86360, 0x37d62fd4, 0xd894369c,
    0x36b1bd7d, 0x85ec7493, 0x3a45ea0a, 0x0e35aa24, 0x36b1bd7d, 0xffe83dac, 0x51b121a4, 0x31ba244d,
    0x035eed7a, 0xa8598b49, 0x3a45ea0a, 0xf8cd2a46, 0xf15d29a8, 0xb131a55b, 0xa3f86f73, 0xb1cf2df4,
    0xb9aa0c35, 0xe41ccc5e, 0x075f224b, 0x924719f9, 0xe17ac789, 0x36b1bd7d, 0xa534b9cd, 0xd1a0f8e5,
    0xe17ac789, 0x5b0c2c9c, 0xa82ac097, 0x7400f645, 0x26f3a823, 0xe17ac789, 0x1564d50f, 0x0d43f235,
    0x39d2fee6, 0xeea33bc4, 0x4d66f357, 0x0d55f7b6, 0x57d42c2d, 0x36b1bd7d, 0x3a45ea0a, 0xc0d0458f,
    0x9b12167a, 0xe17ac789, 0x201efabf, 0x7cb03995, 0x36b1bd7d, 0x3c0d7ece, 0xe17ac789, 0x42106606,
    0x96941f5f, 0xc8307043, 0x04452b44, 0x0e35aa24, 0xb4f2e0fb, 0x7cfab5a4, 0x9d54f7fb, 0x56f555d2,
    0xce924167, 0x36b1bd7d, 0x3a45ea0a, 0x3062ad56, 0x36b1bd7d, 0xe17ac789, 0x47de0dd6, 0x567eba29,
};

static SSL_CTX *context_with_all(void) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());

    assert_int_equal(SSL_CTX_set_cipher_list(ctx, "ALL:COMPLEMENTOFALL:@SECLEVEL=0"), 1);
    return ctx;
}

static void made_up_lists_select_the_same(void **state) {
    SSL_CTX *ctx = context_with_all();
    int wrong = 0;

    (void)state;
    random_state = 88172645463325252u;
    for (int i = 0; i < LISTS; i++) {
        char list[2048];
        uint32_t found;

        make_list(SSL_CTX_get_ciphers(ctx), list, sizeof(list));
        found = outcome(list, TLS1_VERSION + i % 4);
        if (found != outcomes[i]) {
            print_error("%d: %s\n    expected: 0x%08x\n    found:    0x%08x\n", i, list,
                        outcomes[i], found);
            wrong++;
        }
    }
    SSL_CTX_free(ctx);
    assert_int_equal(wrong, 0);
}

static void all_suites_are_known(void **state) {
    SSL_CTX *ctx = context_with_all();

    (void)state;
    assert_int_equal(sk_SSL_CIPHER_num(SSL_CTX_get_ciphers(ctx)), 158);
    assert_int_equal(mix_suites(HASH_START, SSL_CTX_get_ciphers(ctx)), 0xb5d2cb13u);
    SSL_CTX_free(ctx);
}

static void the_default_list_is_openssls(void **state) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());

    (void)state;
    assert_int_equal(sk_SSL_CIPHER_num(SSL_CTX_get_ciphers(ctx)), 60);
    assert_int_equal(mix_suites(HASH_START, SSL_CTX_get_ciphers(ctx)), 0xe1a9004du);
    SSL_CTX_free(ctx);
}

static void getters_know_every_suite(void **state) {
    SSL_CTX *ctx = context_with_all();
    STACK_OF(SSL_CIPHER) *suites = SSL_CTX_get_ciphers(ctx);
    SSL *ssl = SSL_new(ctx);
    uint32_t hash = HASH_START;

    (void)state;
    for (int i = 0; i < sk_SSL_CIPHER_num(suites); i++) {
        const SSL_CIPHER *suite = sk_SSL_CIPHER_value(suites, i);
        const EVP_MD *digest = SSL_CIPHER_get_handshake_digest(suite);
        unsigned char number[2] = {(unsigned char)(SSL_CIPHER_get_protocol_id(suite) >> 8),
                                   (unsigned char)SSL_CIPHER_get_protocol_id(suite)};
        char text[256];
        int algorithm_bits = 0;

        assert_ptr_equal(SSL_CIPHER_find(ssl, number), suite);
        assert_string_equal(SSL_get_cipher_list(ssl, i), SSL_CIPHER_get_name(suite));
        assert_string_equal(OPENSSL_cipher_name(SSL_CIPHER_standard_name(suite)),
                            SSL_CIPHER_get_name(suite));
        hash = mix(hash, SSL_CIPHER_get_name(suite));
        hash = mix(hash, SSL_CIPHER_standard_name(suite));
        hash = mix(hash, SSL_CIPHER_get_version(suite));
        hash = mix(hash, SSL_CIPHER_description(suite, text, sizeof(text)));
        hash = mix_number(hash, SSL_CIPHER_get_bits(suite, &algorithm_bits));
        hash = mix_number(hash, algorithm_bits);
        hash = mix_number(hash, (long)SSL_CIPHER_get_id(suite));
        hash = mix_number(hash, SSL_CIPHER_get_kx_nid(suite));
        hash = mix_number(hash, SSL_CIPHER_get_auth_nid(suite));
        hash = mix_number(hash, SSL_CIPHER_get_cipher_nid(suite));
        hash = mix_number(hash, SSL_CIPHER_get_digest_nid(suite));
        hash = mix_number(hash, SSL_CIPHER_is_aead(suite));
        hash = mix(hash, digest != NULL ? EVP_MD_get0_name(digest) : "none");
    }
    SSL_free(ssl);
    SSL_CTX_free(ctx);
    assert_int_equal(hash, 0x73e7fe88u);
}

/* TLS 1.3's list takes older suites too, which then stand before the others. */
static void ciphersuites_of_older_versions(void **state) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    STACK_OF(SSL_CIPHER) * suites;

    (void)state;
    assert_int_equal(SSL_CTX_set_cipher_list(ctx, "PSK-AES128-GCM-SHA256"), 1);
    assert_int_equal(
        SSL_CTX_set_ciphersuites(ctx, "TLS_RSA_WITH_AES_128_CBC_SHA:TLS_AES_128_CCM_8_SHA256:none"),
        1);
    suites = SSL_CTX_get_ciphers(ctx);
    assert_int_equal(sk_SSL_CIPHER_num(suites), 3);
    assert_string_equal(SSL_CIPHER_get_name(sk_SSL_CIPHER_value(suites, 0)), "AES128-SHA");
    assert_string_equal(SSL_CIPHER_get_name(sk_SSL_CIPHER_value(suites, 1)),
                        "TLS_AES_128_CCM_8_SHA256");
    assert_int_equal(SSL_CTX_set_cipher_list(ctx, "SEED"), 1);
    assert_int_equal(sk_SSL_CIPHER_num(SSL_CTX_get_ciphers(ctx)), 2);
    assert_int_equal(SSL_CTX_set_ciphersuites(ctx, "TLS_SHA256_SHA256"), 0);
    assert_ssl_error(SSL_R_NO_CIPHER_MATCH);
    SSL_CTX_free(ctx);
}

static const struct CMUnitTest cases[] = {
    CASE(made_up_lists_select_the_same),  CASE(all_suites_are_known),
    CASE(the_default_list_is_openssls),   CASE(getters_know_every_suite),
    CASE(ciphersuites_of_older_versions),
};

CASES_MAIN(cases)

/* Getters that need no connection, and those of a cipher suite. */
#include "sweep.h"

#include <string.h>

void ask_cipher(const SSL_CIPHER *suite) {
    char description[200];
    int bits = 77;

    if (suite == NULL)
        return;
    TEXT(SSL_CIPHER_get_name, suite);
    TEXT(SSL_CIPHER_standard_name, suite);
    TEXT(SSL_CIPHER_get_version, suite);
    TEXT(SSL_CIPHER_description, suite, description, sizeof(description));
    NUMBER(SSL_CIPHER_get_id, suite);
    NUMBER(SSL_CIPHER_get_protocol_id, suite);
    NUMBER(SSL_CIPHER_get_bits, suite, &bits);
    NUMBER(SSL_CIPHER_get_bits, suite, NULL);
    NUMBER(SSL_CIPHER_get_cipher_nid, suite);
    NUMBER(SSL_CIPHER_get_digest_nid, suite);
    NUMBER(SSL_CIPHER_get_kx_nid, suite);
    NUMBER(SSL_CIPHER_get_auth_nid, suite);
    POINTER(SSL_CIPHER_get_handshake_digest, suite);
    NUMBER(SSL_CIPHER_is_aead, suite);
}

static void ask_no_cipher(void) {
    TEXT(SSL_CIPHER_get_name, NULL);
    TEXT(SSL_CIPHER_get_version, NULL);
    TEXT(SSL_CIPHER_standard_name, NULL);
    NUMBER(SSL_CIPHER_get_bits, NULL, NULL);
    TEXT(OPENSSL_cipher_name, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
    TEXT(OPENSSL_cipher_name, "TLS_RSA_WITH_AES_128_CBC_SHA");
    TEXT(OPENSSL_cipher_name, "no such suite");
    TEXT(OPENSSL_cipher_name, NULL);
    TEXT(OSSL_default_cipher_list, );
    TEXT(OSSL_default_ciphersuites, );
}

static void ask_alerts(void) {
    for (int level = 0; level < 4; level++) {
        TEXT(SSL_alert_type_string, level << 8);
        TEXT(SSL_alert_type_string_long, level << 8);
    }
    for (int description = 0; description < 256; description++) {
        TEXT(SSL_alert_desc_string, description);
        TEXT(SSL_alert_desc_string_long, description);
    }
}

static void ask_compression(void) {
    POINTER(SSL_COMP_get_compression_methods, );
    TEXT(SSL_COMP_get_name, NULL);
}

static void ask_configuration(void) {
    static const char *const commands[] = {"-cipher",      "Protocol",   "CipherString", "-cert",
                                           "VerifyCAFile", "-no_ticket", "nothing",      "Options"};
    SSL_CONF_CTX *conf = SSL_CONF_CTX_new();

    SSL_CONF_CTX_set_flags(conf, SSL_CONF_FLAG_FILE | SSL_CONF_FLAG_CERTIFICATE |
                                     SSL_CONF_FLAG_CLIENT | SSL_CONF_FLAG_SERVER);
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
        NUMBER(SSL_CONF_cmd_value_type, conf, commands[i]);
    SSL_CONF_CTX_set_flags(conf, SSL_CONF_FLAG_CMDLINE);
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
        NUMBER(SSL_CONF_cmd_value_type, conf, commands[i]);
    SSL_CONF_CTX_free(conf);
}

void ask_constants(void) {
    static const unsigned char protocols[] = "\2h2\10http/1.1", one[] = "\10http/1.1";
    unsigned char *selected = NULL, length = 77;
    int ret;

    ask_no_cipher();
    ask_alerts();
    ask_compression();
    ask_configuration();
    for (unsigned type = 0; type < 70; type++)
        NUMBER(SSL_extension_supported, type);
    NUMBER(SSL_extension_supported, 13172);
    NUMBER(SSL_extension_supported, 0xff01);
    NUMBER(SSL_get_ex_data_X509_STORE_CTX_idx, );
    POINTER(SSL_test_functions, );
    asking("SSL_select_next_proto");
    ret = SSL_select_next_proto(&selected, &length, protocols, 12, one, 9);
    answer("%d, %.*s", ret, length, selected);
    NUMBER(SSL_SESSION_get_time, NULL);
    NUMBER(SSL_SESSION_get_timeout, NULL);
}

/* Getters of the negotiated values. */
#include "lent.h"

#include <string.h>

static void ask_randoms(SSL *ssl) {
    unsigned char value[64];

    memset(value, 0, sizeof(value));
    asking("SSL_get_client_random");
    secret(value, SSL_get_client_random(ssl, value, sizeof(value)));
    memset(value, 0, sizeof(value));
    asking("SSL_get_server_random");
    secret(value, SSL_get_server_random(ssl, value, sizeof(value)));
    NUMBER(SSL_get_client_random, ssl, NULL, 0);
    NUMBER(SSL_get_server_random, ssl, NULL, 0);
    memset(value, 0, sizeof(value));
    asking("SSL_get_finished");
    secret(value, SSL_get_finished(ssl, value, sizeof(value)));
    memset(value, 0, sizeof(value));
    asking("SSL_get_peer_finished");
    secret(value, SSL_get_peer_finished(ssl, value, sizeof(value)));
}

static void ask_protocols(SSL *ssl) {
    const unsigned char *name = (const unsigned char *)"?";
    unsigned length = 77;

    asking("SSL_get0_alpn_selected");
    SSL_get0_alpn_selected(ssl, &name, &length);
    lent_bytes("SSL_get0_alpn_selected", name, length);
    answer(name != NULL ? "%u: %.*s" : "%u: NULL", length, (int)length, name);
    name = (const unsigned char *)"?";
    asking("SSL_get0_next_proto_negotiated");
    SSL_get0_next_proto_negotiated(ssl, &name, &length);
    lent_bytes("SSL_get0_next_proto_negotiated", name, length);
    answer(name != NULL ? "%u: %.*s" : "%u: NULL", length, (int)length, name);
}

static void ask_suites(SSL *ssl) {
    const unsigned char *raw = NULL;
    char shared[1000] = "";
    STACK_OF(SSL_CIPHER) * supported;
    long ret;

    ASK(cipher, SSL_get_current_cipher, ssl);
    ASK(cipher, SSL_get_pending_cipher, ssl);
    TEXT(SSL_get_cipher, ssl);
    TEXT(SSL_get_cipher_version, ssl);
    NUMBER(SSL_get_cipher_bits, ssl, NULL);
    TEXT(SSL_get_cipher_list, ssl, 0);
    TEXT(SSL_get_cipher_list, ssl, 1);
    ASK(ciphers, SSL_get_ciphers, ssl);
    ASK(ciphers, SSL_get_client_ciphers, ssl);
    asking("SSL_get1_supported_ciphers");
    supported = SSL_get1_supported_ciphers(ssl);
    ciphers(supported);
    sk_SSL_CIPHER_free(supported);
    TEXT(SSL_get_shared_ciphers, ssl, shared, sizeof(shared));
    asking("SSL_get0_raw_cipherlist");
    ret = SSL_get0_raw_cipherlist(ssl, &raw);
    lent_bytes("SSL_get0_raw_cipherlist", raw, (size_t)(ret > 0 ? ret : 0));
    answer("%ld, %s", ret, raw != NULL ? "set" : "NULL");
    NUMBER(SSL_get0_raw_cipherlist, ssl, NULL);
}

static void ask_groups(SSL *ssl) {
    int groups[64], count;
    char list[500] = "";
    const unsigned char *formats = NULL;
    long ret;

    NUMBER(SSL_get_shared_group, ssl, -1);
    NUMBER(SSL_get_shared_group, ssl, 0);
    NUMBER(SSL_get_shared_group, ssl, 1);
    asking("SSL_get1_groups");
    count = (int)SSL_get1_groups(ssl, NULL);
    if (count > 0 && count <= 64)
        SSL_get1_groups(ssl, groups);
    for (int i = 0; i < count && i < 64; i++)
        sprintf(list + strlen(list), " %d", groups[i]);
    answer("%d:%s", count, list);
    asking("SSL_get0_ec_point_formats");
    ret = SSL_get0_ec_point_formats(ssl, &formats);
    bytes(formats, ret > 0 ? (size_t)ret : 0);
    /* OpenSSL follows a pointer that may be NULL. */
    if (SSL_get_session(ssl) != NULL)
        NUMBER(SSL_get_negotiated_group, ssl);
    TEXT(SSL_group_to_name, ssl, 23);
    TEXT(SSL_group_to_name, ssl, 29);
}

static void ask_temporary_keys(SSL *ssl) {
    EVP_PKEY *temporary = NULL;
    long ret;

    asking("SSL_get_tmp_key");
    ret = SSL_get_tmp_key(ssl, &temporary);
    answer("%ld, %s", ret, temporary != NULL ? EVP_PKEY_get0_type_name(temporary) : "NULL");
    EVP_PKEY_free(temporary);
    temporary = NULL;
    asking("SSL_get_peer_tmp_key");
    ret = SSL_get_peer_tmp_key(ssl, &temporary);
    answer("%ld, %s", ret, temporary != NULL ? EVP_PKEY_get0_type_name(temporary) : "NULL");
    EVP_PKEY_free(temporary);
}

static void ask_signatures(SSL *ssl) {
    int sign = -7, hash = -7, both = -7, nid = -7, count;
    unsigned char low = 77, high = 77;
    long ret;

    asking("SSL_get_peer_signature_nid");
    ret = SSL_get_peer_signature_nid(ssl, &nid);
    answer("%ld, %d", ret, nid);
    nid = -7;
    asking("SSL_get_signature_nid");
    ret = SSL_get_signature_nid(ssl, &nid);
    answer("%ld, %d", ret, nid);
    nid = -7;
    asking("SSL_get_peer_signature_type_nid");
    ret = SSL_get_peer_signature_type_nid(ssl, &nid);
    answer("%ld, %d", ret, nid);
    nid = -7;
    asking("SSL_get_signature_type_nid");
    ret = SSL_get_signature_type_nid(ssl, &nid);
    answer("%ld, %d", ret, nid);
    for (int index = -1; index < 2; index++) {
        asking("SSL_get_sigalgs");
        count = SSL_get_sigalgs(ssl, index, &sign, &hash, &both, &low, &high);
        answer("%d, %d %d %d %d %d", count, sign, hash, both, low, high);
        asking("SSL_get_shared_sigalgs");
        count = SSL_get_shared_sigalgs(ssl, index, &sign, &hash, &both, &low, &high);
        answer("%d, %d %d %d %d %d", count, sign, hash, both, low, high);
    }
}

static void ask_exporter(SSL *ssl) {
    static const char label[] = "EXPORTER-sweep";
    unsigned char secret[32];

    NUMBER(SSL_export_keying_material, ssl, secret, 32, label, strlen(label), NULL, 0, 0);
    NUMBER(SSL_export_keying_material, ssl, secret, 32, label, strlen(label), secret, 3, 1);
    NUMBER(SSL_export_keying_material, ssl, secret, 0, label, strlen(label), NULL, 0, 0);
    NUMBER(SSL_export_keying_material_early, ssl, secret, 32, label, strlen(label), NULL, 0);
}

void ask_negotiated(SSL *ssl) {
    NUMBER(SSL_version, ssl);
    NUMBER(SSL_client_version, ssl);
    TEXT(SSL_get_version, ssl);
    ASK(method, SSL_get_ssl_method, ssl);
    NUMBER(SSL_session_reused, ssl);
    NUMBER(SSL_get_extms_support, ssl);
    POINTER(SSL_get_current_compression, ssl);
    POINTER(SSL_get_current_expansion, ssl);
    TEXT(SSL_get_servername, ssl, TLSEXT_NAMETYPE_host_name);
    TEXT(SSL_get_servername, ssl, 1);
    NUMBER(SSL_get_servername_type, ssl);
    ask_randoms(ssl);
    ask_protocols(ssl);
    ask_suites(ssl);
    ask_groups(ssl);
    ask_temporary_keys(ssl);
    ask_signatures(ssl);
    ask_exporter(ssl);
    TEXT(SSL_get_psk_identity, ssl);
    TEXT(SSL_get_psk_identity_hint, ssl);
    POINTER(SSL_get_srp_N, ssl);
    POINTER(SSL_get_srp_g, ssl);
    POINTER(SSL_get_srp_username, ssl);
    POINTER(SSL_get_srp_userinfo, ssl);
    POINTER(SSL_get_srtp_profiles, ssl);
    POINTER(SSL_get_selected_srtp_profile, ssl);
}

/* Where both ends know a value, it is the same one. */
static void same(const char *name, const unsigned char *one, size_t one_length,
                 const unsigned char *other, size_t other_length) {
    asking(name);
    if (one_length == 0 || other_length == 0)
        answer("of one end, or none");
    else
        answer("%s", one_length == other_length && memcmp(one, other, one_length) == 0
                         ? "alike"
                         : "different");
}

static void sessions_agree(SSL_SESSION *one, SSL_SESSION *other) {
    unsigned char here[64], there[64];
    const unsigned char *id, *other_id;
    unsigned length, other_length;
    size_t secret_length, other_secret;

    if (one == NULL || other == NULL)
        return;
    id = SSL_SESSION_get_id(one, &length);
    other_id = SSL_SESSION_get_id(other, &other_length);
    same("SSL_SESSION_get_id", id, length, other_id, other_length);
    secret_length = SSL_SESSION_get_master_key(one, here, sizeof(here));
    other_secret = SSL_SESSION_get_master_key(other, there, sizeof(there));
    same("SSL_SESSION_get_master_key", here, secret_length, there, other_secret);
}

void ask_agreement(SSL *client, SSL *server) {
    static const char label[] = "EXPORTER-sweep";
    unsigned char one[64] = "", other[64] = "";
    size_t length, other_length;

    length = SSL_get_client_random(client, one, sizeof(one));
    other_length = SSL_get_client_random(server, other, sizeof(other));
    same("SSL_get_client_random", one, length, other, other_length);
    length = SSL_get_server_random(client, one, sizeof(one));
    other_length = SSL_get_server_random(server, other, sizeof(other));
    same("SSL_get_server_random", one, length, other, other_length);
    length = SSL_get_finished(client, one, sizeof(one));
    other_length = SSL_get_peer_finished(server, other, sizeof(other));
    same("SSL_get_finished", one, length, other, other_length);
    length = SSL_get_peer_finished(client, one, sizeof(one));
    other_length = SSL_get_finished(server, other, sizeof(other));
    same("SSL_get_peer_finished", one, length, other, other_length);
    if (SSL_is_init_finished(client) && SSL_is_init_finished(server)) {
        length = SSL_export_keying_material(client, one, 32, label, strlen(label), NULL, 0, 0) == 1;
        other_length =
            SSL_export_keying_material(server, other, 32, label, strlen(label), NULL, 0, 0) == 1;
        same("SSL_export_keying_material", one, 32 * length, other, 32 * other_length);
    }
    sessions_agree(SSL_get_session(client), SSL_get_session(server));
}

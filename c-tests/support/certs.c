#include "certs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <dirent.h>
#include <unistd.h>

enum key_type { EC_P256, EC_P384, RSA_2048, ED25519_KEY };

static const struct description {
    const char *name;
    enum key_type key;
    enum identity issuer;
    int is_ca;
    long starts, ends; /* days from now */
    const char *names; /* subjectAltName */
    const char *usage; /* extendedKeyUsage */
} descriptions[IDENTITIES] = {
    [CA] = {"Test CA", EC_P256, CA, 1, -2, 365, NULL, NULL},
    [OTHER_CA] = {"Other CA", EC_P256, OTHER_CA, 1, -2, 365, NULL, NULL},
    [INTERMEDIATE] = {"Test Intermediate", EC_P256, CA, 1, -2, 365, NULL, NULL},
    [SERVER_EC] = {"localhost", EC_P256, CA, 0, -2, 365,
                   "DNS:localhost,DNS:*.example.com,IP:127.0.0.1,email:admin@example.com",
                   "serverAuth"},
    [SERVER_EC_2] = {"second.example", EC_P256, CA, 0, -2, 365, "DNS:second.example", "serverAuth"},
    [SERVER_P384] = {"localhost", EC_P384, CA, 0, -2, 365, "DNS:localhost", "serverAuth"},
    [SERVER_RSA] = {"localhost", RSA_2048, CA, 0, -2, 365, "DNS:localhost", "serverAuth"},
    [SERVER_ED25519] = {"localhost", ED25519_KEY, CA, 0, -2, 365, "DNS:localhost", "serverAuth"},
    [SERVER_EXPIRED] = {"localhost", EC_P256, CA, 0, -10, -1, "DNS:localhost", "serverAuth"},
    [SERVER_FUTURE] = {"localhost", EC_P256, CA, 0, 1, 365, "DNS:localhost", "serverAuth"},
    [SERVER_UNTRUSTED] = {"localhost", EC_P256, OTHER_CA, 0, -2, 365, "DNS:localhost",
                          "serverAuth"},
    [SERVER_BELOW] = {"localhost", EC_P256, INTERMEDIATE, 0, -2, 365, "DNS:localhost",
                      "serverAuth"},
    [SERVER_SELF] = {"localhost", EC_P256, SERVER_SELF, 0, -2, 365, "DNS:localhost", "serverAuth"},
    [CLIENT_EC] = {"Test Client", EC_P256, CA, 0, -2, 365, NULL, "clientAuth"},
    [CLIENT_RSA] = {"Test RSA Client", RSA_2048, CA, 0, -2, 365, NULL, "clientAuth"},
    [CLIENT_UNTRUSTED] = {"Stranger", EC_P256, OTHER_CA, 0, -2, 365, NULL, "clientAuth"},
};

static X509 *certs[IDENTITIES];
static EVP_PKEY *keys[IDENTITIES];
static char directory[200];
static char *paths[128];
static size_t path_count;

static void require(int ok, const char *what) {
    if (ok)
        return;
    fprintf(stderr, "certificates: %s failed\n", what);
    ERR_print_errors_fp(stderr);
    abort();
}

/* Keys that another program of the same run has made already: RSA takes its time, under valgrind
 * above all. The runner names the directory. */
static EVP_PKEY *shared_key(enum identity id, EVP_PKEY *key) {
    const char *shared = getenv("CTESTS_KEYS");
    char path[300], temporary[320];
    BIO *file;

    if (shared == NULL)
        return key;
    snprintf(path, sizeof(path), "%s/key-%d.pem", shared, id);
    if (key == NULL) {
        file = access(path, R_OK) == 0 ? BIO_new_file(path, "rb") : NULL;
        key = file != NULL ? PEM_read_bio_PrivateKey(file, NULL, NULL, NULL) : NULL;
        BIO_free(file);
        return key;
    }
    /* Written completely or not at all, because other programs may read it. */
    snprintf(temporary, sizeof(temporary), "%s.%d", path, (int)getpid());
    file = BIO_new_file(temporary, "wb");
    require(file != NULL, temporary);
    require(PEM_write_bio_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL), temporary);
    BIO_free(file);
    require(rename(temporary, path) == 0, path);
    return key;
}

EVP_PKEY *identity_key(enum identity id) {
    if (keys[id] == NULL)
        keys[id] = shared_key(id, NULL);
    if (keys[id] == NULL) {
        switch (descriptions[id].key) {
        case EC_P256:
            keys[id] = EVP_EC_gen("P-256");
            break;
        case EC_P384:
            keys[id] = EVP_EC_gen("P-384");
            break;
        case RSA_2048:
            keys[id] = EVP_RSA_gen(2048);
            break;
        case ED25519_KEY:
            keys[id] = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
            break;
        }
        require(keys[id] != NULL, "key generation");
        shared_key(id, keys[id]);
    }
    return keys[id];
}

static void add_extension(X509 *cert, X509 *issuer, int nid, const char *value) {
    X509V3_CTX ctx;
    X509_EXTENSION *extension;

    X509V3_set_ctx(&ctx, issuer, cert, NULL, NULL, 0);
    extension = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
    require(extension != NULL, value);
    require(X509_add_ext(cert, extension, -1), "X509_add_ext");
    X509_EXTENSION_free(extension);
}

static X509 *make_cert(enum identity id) {
    const struct description *d = &descriptions[id];
    X509 *cert = X509_new();
    X509 *issuer = d->issuer == id ? cert : identity_cert(d->issuer);
    X509_NAME *name = X509_NAME_new();
    const EVP_MD *digest = descriptions[d->issuer].key == ED25519_KEY ? NULL : EVP_sha256();

    require(cert != NULL && name != NULL, "X509_new");
    X509_set_version(cert, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(cert), 1000 + (long)id);
    X509_NAME_add_entry_by_txt(name, "O", MBSTRING_ASC, (const unsigned char *)"Tests", -1, -1, 0);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)d->name, -1, -1, 0);
    X509_set_subject_name(cert, name);
    X509_NAME_free(name);
    X509_set_issuer_name(cert, X509_get_subject_name(issuer));
    X509_gmtime_adj(X509_getm_notBefore(cert), d->starts * 86400);
    X509_gmtime_adj(X509_getm_notAfter(cert), d->ends * 86400);
    X509_set_pubkey(cert, identity_key(id));
    add_extension(cert, issuer, NID_basic_constraints,
                  d->is_ca ? "critical,CA:TRUE" : "critical,CA:FALSE");
    add_extension(cert, issuer, NID_key_usage,
                  d->is_ca             ? "critical,keyCertSign,cRLSign"
                  : d->key == RSA_2048 ? "critical,digitalSignature,keyEncipherment"
                                       : "critical,digitalSignature");
    add_extension(cert, issuer, NID_subject_key_identifier, "hash");
    if (d->names != NULL)
        add_extension(cert, issuer, NID_subject_alt_name, d->names);
    if (d->usage != NULL)
        add_extension(cert, issuer, NID_ext_key_usage, d->usage);
    require(X509_sign(cert, identity_key(d->issuer), digest) > 0, "X509_sign");
    return cert;
}

X509 *identity_cert(enum identity id) {
    if (certs[id] == NULL)
        certs[id] = make_cert(id);
    return certs[id];
}

const char *temporary_directory(void) {
    if (directory[0] == '\0') {
        const char *parent = getenv("TMPDIR");

        snprintf(directory, sizeof(directory), "%s/c-tests-XXXXXX",
                 parent != NULL ? parent : "/tmp");
        require(mkdtemp(directory) != NULL, "mkdtemp");
    }
    return directory;
}

/* The path of a file in the temporary directory, remembered so that it can be freed. */
static const char *path_of(const char *name, int id) {
    char path[256];

    if (id >= 0)
        snprintf(path, sizeof(path), "%s/%s-%d", temporary_directory(), name, id);
    else
        snprintf(path, sizeof(path), "%s/%s", temporary_directory(), name);
    for (size_t i = 0; i < path_count; i++)
        if (strcmp(paths[i], path) == 0)
            return paths[i];
    require(path_count < sizeof(paths) / sizeof(paths[0]), "room for a path");
    paths[path_count] = strdup(path);
    require(paths[path_count] != NULL, "strdup");
    return paths[path_count++];
}

const char *temporary_file(const char *name, const void *content, size_t length) {
    const char *path = path_of(name, -1);
    FILE *file = fopen(path, "wb");

    require(file != NULL && fwrite(content, 1, length, file) == length, path);
    fclose(file);
    return path;
}

static BIO *open_new(const char *path) {
    BIO *file = BIO_new_file(path, "wb");

    require(file != NULL, path);
    return file;
}

const char *identity_chain_file(enum identity id) {
    const char *path = path_of("chain.pem", id);
    BIO *file = open_new(path);

    require(PEM_write_bio_X509(file, identity_cert(id)), path);
    if (descriptions[id].issuer == INTERMEDIATE)
        require(PEM_write_bio_X509(file, identity_cert(INTERMEDIATE)), path);
    BIO_free(file);
    return path;
}

const char *identity_key_file(enum identity id) {
    const char *path = path_of("key.pem", id);
    BIO *file = open_new(path);

    require(PEM_write_bio_PrivateKey(file, identity_key(id), NULL, NULL, 0, NULL, NULL), path);
    BIO_free(file);
    return path;
}

const char *identity_cert_der_file(enum identity id) {
    const char *path = path_of("cert.der", id);
    BIO *file = open_new(path);

    require(i2d_X509_bio(file, identity_cert(id)), path);
    BIO_free(file);
    return path;
}

const char *identity_key_der_file(enum identity id) {
    const char *path = path_of("key.der", id);
    BIO *file = open_new(path);

    require(i2d_PrivateKey_bio(file, identity_key(id)), path);
    BIO_free(file);
    return path;
}

void certs_cleanup(void) {
    for (int i = 0; i < IDENTITIES; i++) {
        X509_free(certs[i]);
        EVP_PKEY_free(keys[i]);
        certs[i] = NULL;
        keys[i] = NULL;
    }
    while (path_count > 0) {
        unlink(paths[--path_count]);
        free(paths[path_count]);
    }
    if (directory[0] != '\0') {
        DIR *dir = opendir(directory);
        struct dirent *entry;
        char path[512];

        while (dir != NULL && (entry = readdir(dir)) != NULL) {
            snprintf(path, sizeof(path), "%s/%s", directory, entry->d_name);
            unlink(path); /* fails for "." and ".." */
        }
        if (dir != NULL)
            closedir(dir);
        rmdir(directory);
        directory[0] = '\0';
    }
}

/* Sessions as DER, read by d2i_SSL_SESSION(3): all fields, and unusual or wrong input. A line is
 * the session written again, or the first error of libssl. */
#include "harness.h"
#include "journal.h"

/* A field is a whole element in hexadecimal; NULL for the usual one. */
struct encoding {
    const char *name;
    const char *version, *protocol, *cipher, *id, *secret;
    const char *rest; /* behind the time and the timeout */
    enum { DEFINITE, LONG_LENGTH, INDEFINITE, WITHOUT_END, TOO_LONG, NO_SEQUENCE, PRIMITIVE } outer;
    const char *behind;
};

static unsigned char der[4096];
static size_t der_length;

static void put(const char *hex) {
    for (; *hex != '\0'; hex++) {
        unsigned byte;

        if (*hex == ' ')
            continue;
        if (*hex == '*') { /* so many zeros */
            size_t count = strtoul(hex + 1, (char **)&hex, 10);

            memset(der + der_length, 0, count);
            der_length += count;
            hex--;
            continue;
        }
        assert_int_equal(sscanf(hex, "%2x", &byte), 1);
        der[der_length++] = (unsigned char)byte;
        hex++;
    }
}

static void encode(const struct encoding *encoding) {
    const char *parts[][2] = {
        {encoding->version, "02 01 01"},      {encoding->protocol, "02 02 03 04"},
        {encoding->cipher, "04 02 13 02"},    {encoding->id, "04 02 69 64"},
        {encoding->secret, "04 03 6b 65 79"},
    };
    size_t body;

    der_length = 8;
    for (size_t i = 0; i < 5; i++)
        put(parts[i][0] != NULL ? parts[i][0] : parts[i][1]);
    if (encoding->rest == NULL || encoding->rest[0] != '-')
        put("a1 03 02 01 64 a2 03 02 01 05");
    if (encoding->rest != NULL)
        put(encoding->rest + (encoding->rest[0] == '-'));
    body = der_length - 8;
    memmove(der, der + 4, body + 4);
    der_length -= 4;
    switch (encoding->outer) {
    case LONG_LENGTH:
        memmove(der + 7, der + 4, body);
        memcpy(der, "\x30\x85\0\0\0", 5);
        der[5] = (unsigned char)(body >> 8);
        der[6] = (unsigned char)body;
        der_length += 3;
        break;
    case INDEFINITE:
    case WITHOUT_END:
        memmove(der + 2, der + 4, body);
        memcpy(der, "\x30\x80", 2);
        der_length -= 2;
        if (encoding->outer == INDEFINITE)
            put("00 00");
        break;
    default:
        memcpy(der, "\x30\x82", 2);
        if (encoding->outer == NO_SEQUENCE)
            der[0] = 0x31;
        if (encoding->outer == PRIMITIVE)
            der[0] = 0x10;
        der[2] = (unsigned char)(body >> 8);
        der[3] = (unsigned char)(body + (encoding->outer == TOO_LONG));
    }
    if (encoding->behind != NULL)
        put(encoding->behind);
}

static void tell_again(SSL_SESSION *session) {
    unsigned char *again = NULL;
    int length = i2d_SSL_SESSION(session, &again);
    static const char usual[] = "\2\1\1\2\2\3\4\4\2\x13\2\4\2id\4\3key\xa1\3\2\1d\xa2\3\2\1\5";
    int from = 0, header, limit;

    /* What every session here begins with is left out. */
    if (length > 32) {
        header = again[1] & 0x80 ? 2 + (again[1] & 0x7f) : 2;
        if (memcmp(again + header, usual, sizeof(usual) - 1) == 0)
            from = header + (int)sizeof(usual) - 1;
    }
    limit = from + (from == 0 ? 36 : 100);
    if (from == 0)
        journal("whole ");
    for (int i = from; i < length && i < limit; i++)
        journal("%02x", again[i]);
    journal("%s", length > limit ? "..." : "");
    OPENSSL_free(again);
}

static void read_encoding(const struct encoding *encoding, SSL_SESSION **into) {
    const unsigned char *at = der;
    SSL_SESSION *session;
    unsigned long error;

    encode(encoding);
    journal("%s: ", encoding->name);
    ERR_clear_error();
    session = d2i_SSL_SESSION(into, &at, (long)der_length);
    error = ERR_peek_error();
    if (session != NULL) {
        tell_again(session);
        if (at != der + der_length)
            journal(", %d left", (int)(der + der_length - at));
    } else {
        journal("%s", error == 0 ? "no error" : ERR_reason_error_string(error));
        if (error != 0 && ERR_GET_LIB(error) != ERR_LIB_SSL)
            journal(" (%s)",
                    ERR_GET_LIB(error) == ERR_LIB_ASN1 ? "asn1" : ERR_lib_error_string(error));
        if (at != der)
            journal(", moved");
    }
    journal("\n");
    if (into == NULL)
        SSL_SESSION_free(session);
}

static const struct encoding fields[] = {
    {.name = "none"},
    {.name = "key arg", .rest = "-80 02 6b 61 a1 03 02 01 64 a2 03 02 01 05"},
    {.name = "id context", .rest = "a4 05 04 03 63 74 78"},
    {.name = "verify result", .rest = "a5 03 02 01 12"},
    {.name = "negative verify result", .rest = "a5 03 02 01 ff"},
    {.name = "host name", .rest = "a6 06 04 04 68 6f 73 74"},
    {.name = "host name with a zero", .rest = "a6 06 04 04 68 00 73 74"},
    {.name = "empty host name", .rest = "a6 02 04 00"},
    {.name = "psk hint and psk", .rest = "a7 06 04 04 68 69 6e 74 a8 04 04 02 69 64"},
    {.name = "lifetime", .rest = "a9 03 02 01 09"},
    {.name = "largest lifetime", .rest = "a9 0b 02 09 00 ff ff ff ff ff ff ff ff"},
    {.name = "ticket", .rest = "aa 05 04 03 74 69 63"},
    {.name = "compression", .rest = "ab 03 04 01 01"},
    {.name = "flags", .rest = "ad 03 02 01 01"},
    {.name = "other flags", .rest = "ad 03 02 01 06"},
    {.name = "many flags", .rest = "ad 07 02 05 01 00 00 00 03"},
    {.name = "age", .rest = "ae 07 02 05 00 ff ff ff fe"},
    {.name = "early data", .rest = "af 04 02 02 40 00"},
    {.name = "protocol selected", .rest = "b0 04 04 02 68 32"},
    {.name = "fragment length", .rest = "b1 03 02 01 03"},
    {.name = "application's data", .rest = "b2 05 04 03 61 70 70"},
    {.name = "group", .rest = "b3 03 02 01 1d"},
    {.name = "group of 17 bits", .rest = "b3 05 02 03 01 00 1d"},
    {.name = "empty ticket", .rest = "aa 02 04 00"},
    {.name = "empty protocol selected", .rest = "b0 02 04 00"},
    {.name = "empty application's data", .rest = "b2 02 04 00"},
    {.name = "empty psk hint and psk", .rest = "a7 02 04 00 a8 02 04 00"},
    {.name = "empty user", .rest = "ac 02 04 00"},
    {.name = "empty compression", .rest = "ab 02 04 00"},
    {.name = "no time", .rest = "-a1 03 02 01 64"},
    {.name = "timeout 0", .rest = "-a1 03 02 01 64 a2 03 02 01 00"},
    {.name = "negative time", .rest = "-a1 03 02 01 9c a2 03 02 01 05"},
    {.name = "all",
     .rest =
         "a4 05 04 03 63 74 78 a5 03 02 01 12 a6 06 04 04 68 6f 73 74 a7 06 04 04 68 69 6e 74"
         "a8 04 04 02 69 64 a9 03 02 01 09 aa 05 04 03 74 69 63 ac 03 04 01 75 ad 03 02 01 01"
         "ae 03 02 01 07 af 04 02 02 40 00 b0 04 04 02 68 32 b1 03 02 01 03 b2 05 04 03 61 70 70"
         "b3 03 02 01 1d"},
    {.name = NULL},
};

static const struct encoding values[] = {
    {.name = "version 2", .version = "02 01 02"},
    {.name = "protocol 3.3", .protocol = "02 02 03 03", .cipher = "04 02 c0 2b"},
    {.name = "protocol 3.9", .protocol = "02 02 03 09"},
    {.name = "protocol 2", .protocol = "02 01 02"},
    {.name = "protocol of DTLS", .protocol = "02 03 00 fe fd"},
    {.name = "protocol of old DTLS", .protocol = "02 02 01 00"},
    {.name = "protocol -1", .protocol = "02 01 ff"},
    {.name = "cipher of one byte", .cipher = "04 01 02"},
    {.name = "unknown cipher", .cipher = "04 02 13 99"},
    {.name = "cipher 0", .cipher = "04 02 00 00"},
    {.name = "cipher with CBC", .cipher = "04 02 00 2f"},
    {.name = "renegotiation value", .cipher = "04 02 00 ff"},
    {.name = "fallback value", .cipher = "04 02 56 00"},
    {.name = "no id", .id = "04 00"},
    {.name = "id of 32", .id = "04 20 *32"},
    {.name = "id of 33", .id = "04 21 *33"},
    {.name = "no secret", .secret = "04 00"},
    {.name = "secret of 512", .secret = "04 82 02 00 *512"},
    {.name = "secret of 513", .secret = "04 82 02 01 *513"},
    {.name = "id context of 32", .rest = "a4 22 04 20 *32"},
    {.name = "id context of 33", .rest = "a4 23 04 21 *33"},
    {.name = "compression of two bytes", .rest = "ab 04 04 02 00 01"},
    {.name = "peer that is none", .rest = "a3 02 04 00"},
    {.name = "empty peer", .rest = "a3 00"},
    {.name = NULL},
};

static const struct encoding integers[] = {
    {.name = "no bytes", .version = "02 00"},
    {.name = "no bytes of a lifetime", .rest = "a9 02 02 00"},
    {.name = "a zero in front", .version = "02 02 00 01"},
    {.name = "ones in front", .rest = "a5 04 02 02 ff ff"},
    {.name = "a zero where it must be", .protocol = "02 03 00 03 04"},
    {.name = "two zeros in front", .rest = "a9 05 02 03 00 00 ff"},
    {.name = "negative version", .version = "02 01 ff"},
    {.name = "negative lifetime", .rest = "a9 03 02 01 ff"},
    {.name = "negative age", .rest = "ae 03 02 01 ff"},
    {.name = "age of 33 bits", .rest = "ae 07 02 05 01 00 00 00 00"},
    {.name = "protocol of 32 bits", .protocol = "02 05 00 80 00 03 04"},
    {.name = "smallest verify result", .rest = "a5 06 02 04 80 00 00 00"},
    {.name = "verify result too small", .rest = "a5 07 02 05 ff 7f ff ff ff"},
    {.name = "verify result of 32 bits", .rest = "a5 07 02 05 00 80 00 00 00"},
    {.name = "largest time", .rest = "-a1 0a 02 08 7f ff ff ff ff ff ff ff a2 03 02 01 05"},
    {.name = "smallest time", .rest = "-a1 0a 02 08 80 00 00 00 00 00 00 00 a2 03 02 01 05"},
    {.name = "time too large", .rest = "-a1 0b 02 09 00 80 00 00 00 00 00 00 00 a2 03 02 01 05"},
    {.name = "time too small", .rest = "-a1 0b 02 09 ff 7f ff ff ff ff ff ff ff a2 03 02 01 05"},
    {.name = "constructed", .version = "22 03 02 01 01"},
    {.name = NULL},
};

static const struct encoding forms[] = {
    {.name = "long length", .outer = LONG_LENGTH},
    {.name = "indefinite length", .outer = INDEFINITE},
    {.name = "indefinite length and more", .outer = INDEFINITE, .behind = "00 00"},
    {.name = "indefinite length without end", .outer = WITHOUT_END},
    {.name = "one byte missing", .outer = TOO_LONG},
    {.name = "bytes behind", .behind = "01 02 03"},
    {.name = "a set", .outer = NO_SEQUENCE},
    {.name = "no constructed sequence", .outer = PRIMITIVE},
    {.name = "long lengths inside", .id = "04 81 02 69 64", .secret = "04 84 00 00 00 03 6b 65 79"},
    {.name = "very long lengths inside", .id = "04 8a 00 00 00 00 00 00 00 00 00 02 69 64"},
    {.name = "a length of 9 bytes", .id = "04 89 01 00 00 00 00 00 00 00 02 69 64"},
    {.name = "an indefinite primitive", .id = "04 80 69 64 00 00"},
    {.name = "id in parts", .id = "24 06 04 01 69 04 01 64"},
    {.name = "id in an indefinite number of parts", .id = "24 80 04 01 69 04 01 64 00 00"},
    {.name = "id in nested parts", .id = "24 0e 24 0c 24 0a 24 08 24 06 24 04 04 02 69 64"},
    {.name = "id in deeply nested parts",
     .id = "24 10 24 0e 24 0c 24 0a 24 08 24 06 24 04 04 02 69 64"},
    {.name = "id in parts of other kinds", .id = "24 06 02 01 69 0c 01 64"},
    {.name = "id in parts without end", .id = "24 80 04 02 69 64"},
    {.name = "id in no parts", .id = "24 00"},
    {.name = "an end within parts", .id = "24 06 04 02 69 64 00 00"},
    {.name = "context in parts", .rest = "a4 09 24 07 04 01 63 04 02 74 78"},
    {.name = "key arg in parts", .rest = "-a0 04 04 02 6b 61 a1 03 02 01 64 a2 03 02 01 05"},
    {.name = "indefinite field", .rest = "a6 80 04 04 68 6f 73 74 00 00"},
    {.name = "indefinite field without end", .rest = "a6 80 04 04 68 6f 73 74"},
    {.name = "more in a field", .rest = "a6 08 04 04 68 6f 73 74 04 00"},
    {.name = "a primitive field", .rest = "86 04 68 6f 73 74"},
    {.name = "another class", .rest = "66 06 04 04 68 6f 73 74"},
    {.name = "a high tag", .rest = "bf 06 06 04 04 68 6f 73 74"},
    {.name = "a high tag of an id", .id = "1f 04 02 69 64"},
    {.name = "an unknown field", .rest = "b4 03 02 01 01"},
    {.name = "the same field twice", .rest = "a9 03 02 01 09 a9 03 02 01 09"},
    {.name = "fields out of order", .rest = "aa 05 04 03 74 69 63 a9 03 02 01 09"},
    {.name = "no secret and nothing else", .secret = "", .rest = "-"},
    {.name = "nothing but the five", .rest = "-b3 03 02 01 1d a1"},
    {.name = "an end in the middle", .rest = "00 00"},
    {.name = NULL},
};

/* What is wrong with these is found after something was set. */
static const struct encoding partly[] = {
    {.name = "usual"},
    {.name = "unknown protocol", .protocol = "02 01 02"},
    {.name = "cipher of one byte", .cipher = "04 01 02"},
    {.name = "unknown cipher", .cipher = "04 02 13 99"},
    {.name = "id of 33", .id = "04 21 *33"},
    {.name = "secret of 513", .secret = "04 82 02 01 *513"},
    {.name = "id context of 33", .rest = "a4 23 04 21 *33"},
    {.name = "compression of two bytes", .rest = "ab 04 04 02 00 01"},
    {.name = "peer that is none", .rest = "a3 02 04 00"},
    {.name = NULL},
};

static const struct encoding *const groups[] = {fields, values, integers, forms, partly};

static void read_all(struct pair *pair, int group) {
    (void)pair;
    for (const struct encoding *encoding = groups[group]; encoding->name != NULL; encoding++)
        read_encoding(encoding, NULL);
}

/* Read into a session that is there: what is wrong comes after what is right. */
static void read_into(struct pair *pair, int group) {
    static const struct encoding first = {
        .name = "first",
        .rest = "a4 05 04 03 63 74 78 a5 03 02 01 12 a6 06 04 04 68 6f 73 74 a9 03 02 01 09 aa 05 "
                "04 03 74 69 63"
                "ad 03 02 01 01 b0 04 04 02 68 32 b2 05 04 03 61 70 70 b3 03 02 01 1d"};

    (void)pair;
    for (const struct encoding *encoding = groups[group]; encoding->name != NULL; encoding++) {
        SSL_SESSION *session, *same;

        const unsigned char *at = der;

        encode(&first);
        session = d2i_SSL_SESSION(NULL, &at, (long)der_length);
        assert_non_null(session);
        same = session;
        read_encoding(encoding, &session);
        if (session != same)
            journal("another session\n");
        journal("    now: ");
        tell_again(session);
        journal("\n");
        SSL_SESSION_free(session);
    }
}

static void odd_lengths(struct pair *pair, int choice) {
    static const struct encoding usual = {.name = "usual"};
    const unsigned char *at;
    long lengths[] = {0, -1, 1, 2, 4, 33};

    (void)pair, (void)choice;
    encode(&usual);
    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        SSL_SESSION *session;

        at = der;
        session = d2i_SSL_SESSION(NULL, &at, lengths[i]);
        journal("%ld: %s, %s\n", lengths[i], session == NULL ? "NULL" : "a session",
                ERR_peek_error() != 0 ? "an error" : "no error");
        SSL_SESSION_free(session);
        ERR_clear_error();
    }
}

static const struct journal_row rows[] = {
    {"fields", TLS1_3_VERSION, read_all, 0,
     "none: a4020400b303020100\n"
     "key arg: a4020400b303020100\n"
     "id context: a4050403637478b303020100\n"
     "verify result: a4020400a503020112b303020100\n"
     "negative verify result: a4020400a5030201ffb303020100\n"
     "host name: a4020400a6060404686f7374b303020100\n"
     "host name with a zero: a4020400a603040168b303020100\n"
     "empty host name: a4020400a6020400b303020100\n"
     "psk hint and psk: a4020400a706040468696e74a80404026964b303020100\n"
     "lifetime: a4020400a903020109b303020100\n"
     "largest lifetime: a4020400a90b020900ffffffffffffffffb303020100\n"
     "ticket: a4020400aa050403746963b303020100\n"
     "compression: a4020400ab03040101b303020100\n"
     "flags: a4020400ad03020101b303020100\n"
     "other flags: a4020400ad03020106b303020100\n"
     "many flags: a4020400ad03020103b303020100\n"
     "age: a4020400ae07020500fffffffeb303020100\n"
     "early data: a4020400af0402024000b303020100\n"
     "protocol selected: a4020400b00404026832b303020100\n"
     "fragment length: a4020400b103020103b303020100\n"
     "application's data: a4020400b2050403617070b303020100\n"
     "group: a4020400b30302011d\n"
     "group of 17 bits: a4020400b305020301001d\n"
     "empty ticket: a4020400aa020400b303020100\n"
     "empty protocol selected: a4020400b0020400b303020100\n"
     "empty application's data: a4020400b2020400b303020100\n"
     "empty psk hint and psk: a4020400a7020400a8020400b303020100\n"
     "empty user: a4020400ac020400b303020100\n"
     "empty compression: bad length\n"
     "no time: whole 302702010102020304040213020402696404036b6579a103020164a203020103a4020400...\n"
     "timeout 0: whole "
     "302702010102020304040213020402696404036b6579a103020164a203020103a4020400...\n"
     "negative time: whole "
     "302702010102020304040213020402696404036b6579a10302019ca203020105a4020400...\n"
     "all: "
     "a4050403637478a503020112a6060404686f7374a706040468696e74a80404026964a903020109aa050403746963a"
     "c03040175ad03020101ae03020107af0402024000b00404026832b103020103b2050403617070b30302011d\n"},
    {"values", TLS1_3_VERSION, read_all, 1,
     "version 2: unknown ssl version\n"
     "protocol 3.3: whole "
     "3027020101020203030402c02b0402696404036b6579a103020164a203020105a4020400...\n"
     "protocol 3.9: whole "
     "302702010102020309040213020402696404036b6579a103020164a203020105a4020400...\n"
     "protocol 2: unsupported ssl version\n"
     "protocol of DTLS: whole "
     "3028020101020300fefd040213020402696404036b6579a103020164a203020105a40204...\n"
     "protocol of old DTLS: whole "
     "302702010102020100040213020402696404036b6579a103020164a203020105a4020400...\n"
     "protocol -1: unsupported ssl version\n"
     "cipher of one byte: cipher code wrong length\n"
     "unknown cipher: no error\n"
     "cipher 0: no error\n"
     "cipher with CBC: whole "
     "3027020101020203040402002f0402696404036b6579a103020164a203020105a4020400...\n"
     "renegotiation value: whole "
     "302702010102020304040200ff0402696404036b6579a103020164a203020105a4020400...\n"
     "fallback value: whole "
     "302702010102020304040256000402696404036b6579a103020164a203020105a4020400...\n"
     "no id: whole 30250201010202030404021302040004036b6579a103020164a203020105a4020400b303...\n"
     "id of 32: whole 304502010102020304040213020420000000000000000000000000000000000000000000...\n"
     "id of 33: no error\n"
     "no secret: whole "
     "30240201010202030404021302040269640400a103020164a203020105a4020400b30302...\n"
     "secret of 512: whole "
     "308202260201010202030404021302040269640482020000000000000000000000000000...\n"
     "secret of 513: no error\n"
     "id context of 32: "
     "a42204200000000000000000000000000000000000000000000000000000000000000000b303020100\n"
     "id context of 33: no error\n"
     "compression of two bytes: bad length\n"
     "peer that is none: wrong tag (asn1)\n"
     "empty peer: too small (asn1)\n"},
    {"integers", TLS1_3_VERSION, read_all, 2,
     "no bytes: unknown ssl version\n"
     "no bytes of a lifetime: a4020400b303020100\n"
     "a zero in front: illegal padding (asn1)\n"
     "ones in front: illegal padding (asn1)\n"
     "a zero where it must be: illegal padding (asn1)\n"
     "two zeros in front: illegal padding (asn1)\n"
     "negative version: illegal negative value (asn1)\n"
     "negative lifetime: illegal negative value (asn1)\n"
     "negative age: illegal negative value (asn1)\n"
     "age of 33 bits: too large (asn1)\n"
     "protocol of 32 bits: too large (asn1)\n"
     "smallest verify result: a4020400a506020480000000b303020100\n"
     "verify result too small: too small (asn1)\n"
     "verify result of 32 bits: too large (asn1)\n"
     "largest time: whole "
     "302e02010102020304040213020402696404036b6579a10a02087fffffffffffffffa203...\n"
     "smallest time: whole "
     "302e02010102020304040213020402696404036b6579a10a02088000000000000000a203...\n"
     "time too large: too large (asn1)\n"
     "time too small: whole "
     "302e02010102020304040213020402696404036b6579a10a02087fffffffffffffffa203...\n"
     "constructed: type not primitive (asn1)\n"},
    {"forms", TLS1_3_VERSION, read_all, 3,
     "long length: a4020400b303020100\n"
     "indefinite length: a4020400b303020100\n"
     "indefinite length and more: a4020400b303020100, 2 left\n"
     "indefinite length without end: missing eoc (asn1)\n"
     "one byte missing: too long (asn1)\n"
     "bytes behind: a4020400b303020100, 3 left\n"
     "a set: wrong tag (asn1)\n"
     "no constructed sequence: sequence not constructed (asn1)\n"
     "long lengths inside: a4020400b303020100\n"
     "very long lengths inside: a4020400b303020100\n"
     "a length of 9 bytes: header too long (asn1)\n"
     "an indefinite primitive: header too long (asn1)\n"
     "id in parts: a4020400b303020100\n"
     "id in an indefinite number of parts: a4020400b303020100\n"
     "id in nested parts: a4020400b303020100\n"
     "id in deeply nested parts: nested asn1 string (asn1)\n"
     "id in parts of other kinds: a4020400b303020100\n"
     "id in parts without end: missing eoc (asn1)\n"
     "id in no parts: whole "
     "30250201010202030404021302040004036b6579a103020164a203020105a4020400b303...\n"
     "an end within parts: unexpected eoc (asn1)\n"
     "context in parts: a4050403637478b303020100\n"
     "key arg in parts: a4020400b303020100\n"
     "indefinite field: a4020400a6060404686f7374b303020100\n"
     "indefinite field without end: missing eoc (asn1)\n"
     "more in a field: explicit length mismatch (asn1)\n"
     "a primitive field: explicit tag not constructed (asn1)\n"
     "another class: wrong tag (asn1)\n"
     "a high tag: a4020400a6060404686f7374b303020100\n"
     "a high tag of an id: a4020400b303020100\n"
     "an unknown field: wrong tag (asn1)\n"
     "the same field twice: wrong tag (asn1)\n"
     "fields out of order: wrong tag (asn1)\n"
     "no secret and nothing else: field missing (asn1)\n"
     "nothing but the five: sequence length mismatch (asn1)\n"
     "an end in the middle: unexpected eoc (asn1)\n"},
    {"into_a_session", TLS1_3_VERSION, read_into, 4,
     "usual: a4020400b303020100\n"
     "    now: a4020400b303020100\n"
     "unknown protocol: unsupported ssl version\n"
     "    now: "
     "a4050403637478a503020112a6060404686f7374a903020109aa050403746963ad03020101b00404026832b205040"
     "3617070b30302011d\n"
     "cipher of one byte: cipher code wrong length\n"
     "    now: "
     "a4050403637478a503020112a6060404686f7374a903020109aa050403746963ad03020101b00404026832b205040"
     "3617070b303020100\n"
     "unknown cipher: no error\n"
     "    now: whole 305502010102020304040213990402696404036b6579a103020164a203020105a4050403...\n"
     "id of 33: no error\n"
     "    now: "
     "a4050403637478a503020112a6060404686f7374a903020109aa050403746963ad03020101b00404026832b205040"
     "3617070b303020100\n"
     "secret of 513: no error\n"
     "    now: "
     "a4050403637478a503020112a6060404686f7374a903020109aa050403746963ad03020101b00404026832b205040"
     "3617070b303020100\n"
     "id context of 33: no error\n"
     "    now: "
     "a4050403637478a503020112a6060404686f7374a903020109aa050403746963ad03020101b00404026832b205040"
     "3617070b303020100\n"
     "compression of two bytes: bad length\n"
     "    now: a4020400ad03020101b00404026832b2050403617070b303020100\n"
     "peer that is none: wrong tag (asn1)\n"
     "    now: "
     "a4050403637478a503020112a6060404686f7374a903020109aa050403746963ad03020101b00404026832b205040"
     "3617070b30302011d\n"},
    {"odd_lengths", TLS1_3_VERSION, odd_lengths, 0,
     "0: NULL, an error\n"
     "-1: NULL, an error\n"
     "1: NULL, an error\n"
     "2: NULL, an error\n"
     "4: NULL, an error\n"
     "33: NULL, an error\n"},
};

JOURNALS_MAIN(rows)

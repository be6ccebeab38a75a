/* Reads past the end of an allocation: AddressSanitizer must end the program. */
#include <stdlib.h>

#ifndef __SANITIZE_ADDRESS__
#if !defined(__has_feature)
#error "built without AddressSanitizer"
#elif !__has_feature(address_sanitizer)
#error "built without AddressSanitizer"
#endif
#endif

int main(int argc, char **argv) {
    volatile char *block = calloc(1, 8);

    (void)argv;
    return block[7 + argc];
}

/** Electronic signatures: limits first, then EU DSS, then what the hub itself asks of a signer. */
package org.dsrhub.identity.signature;

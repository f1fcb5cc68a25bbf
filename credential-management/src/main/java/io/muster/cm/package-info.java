/**
 * CM, Credential Management: who may speak. {@link io.muster.cm.CredentialManagement} composes it.
 */
@NullMarked
package io.muster.cm;

import org.jspecify.annotations.NullMarked;

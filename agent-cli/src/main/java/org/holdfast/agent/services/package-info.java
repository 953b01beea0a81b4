/**
 * Runs checks and pools, watches tracks, and maintains the kernel's IPVS table as the pools and the
 * instances require.
 */
@NullMarked
package org.holdfast.agent.services;

import org.jspecify.annotations.NullMarked;

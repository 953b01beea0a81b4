/**
 * Runs checks and pools, watches tracks, and keeps the kernel's IPVS as the pools and the instances
 * require.
 */
@NullMarked
package org.holdfast.agent.services;

import org.jspecify.annotations.NullMarked;

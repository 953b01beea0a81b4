/**
 * What is wrong with a host before trouble comes: facts in, findings out. PURE: reads no file, asks
 * no kernel, knows no clock; {@code doctor.look} brings the facts.
 */
@NullMarked
package org.holdfast.agent.doctor;

import org.jspecify.annotations.NullMarked;

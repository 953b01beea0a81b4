@NullMarked
package org.holdfast.it.nemesis;

import org.jspecify.annotations.NullMarked;

/**
 * The pictures of the documentation, drawn by {@link org.efficienttransformers.examples.Pictures}.
 */
package org.efficienttransformers.examples.pictures;

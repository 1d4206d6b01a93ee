/**
 * What the demo is made of: {@link org.efficienttransformers.examples.search.Library} reads texts,
 * {@link org.efficienttransformers.examples.search.Search} embeds and ranks them, {@link
 * org.efficienttransformers.examples.search.Report} tells what happened.
 */
package org.efficienttransformers.examples.search;

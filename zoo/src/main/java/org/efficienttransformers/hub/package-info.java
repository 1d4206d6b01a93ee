/**
 * Downloads of model folders from the Hugging Face hub into the cache that Python's {@code
 * huggingface_hub} uses. Start at {@link org.efficienttransformers.hub.HubClient}; {@link
 * org.efficienttransformers.hub.HubConfig} holds what the environment says.
 *
 * <pre>
 * HubClient            which files, of which commit; offline use; the order of things
 *   HubApi             revision -> commit and list of files; a file -> etag and size
 *   ModelFiles         which files of the list a model needs
 *   FileDownload       one file: resume, check, move into place
 *     HubHttp          one request: redirects, token, time limits
 *     Retrier          when and how long to wait before asking again
 *   cache.HubCache     the layout on the disk: blobs, refs, snapshots, .locks
 * </pre>
 *
 * <p>Invariants: a file appears in {@code blobs} or {@code snapshots} only by an atomic move, and
 * only after its content agreed with its etag; the token goes to the endpoint's own origin and
 * nowhere else; names that a server supplies become paths only after {@code HubNames} has seen
 * them; every failure is one {@link org.efficienttransformers.hub.HubException}.
 */
package org.efficienttransformers.hub;

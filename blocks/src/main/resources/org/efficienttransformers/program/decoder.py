  def remember(self: __torch__.M, states: Tensor) -> List[Tensor]:
    if torch.ne((self).versions(), self.version):
      return annotate(List[Tensor], [])
    else:
      pass
    x = torch.to(states, $COMPUTED, False, False, None)
    kept = annotate(List[Tensor], [])
$REMEMBERED
    return kept
  def forward(self: __torch__.M, ids: Tensor, positions: Tensor, slots: Tensor, added: Tensor, sourceAdded: Tensor, own: Tensor, source: List[Tensor]) -> List[Tensor]:
    if torch.ne((self).versions(), self.version):
      return annotate(List[Tensor], [])
    else:
      pass
    none = torch.new_empty(ids, [0], dtype=None, layout=None, device=None, pin_memory=None)
    embedded = (self).embed(ids, positions, none, )
    # Texts about one source are one of so many times the positions.
    x = torch.reshape(embedded, [torch.size(own, 1), -1, torch.size(embedded, 2)])
    mask = torch.type_as(added, x)
    sourceMask = torch.type_as(sourceAdded, x)
$LAYERS
    texts = torch.view(x, [torch.size(ids, 0), -1, torch.size(embedded, 2)])
    last = (self).finalNorm(torch.slice(texts, 1, -1, 9223372036854775807, 1), 0, )
    return [torch.to(last, $TYPE_OUT, False, False, None)]

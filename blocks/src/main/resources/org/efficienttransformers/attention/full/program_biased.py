  # Tensors: biases of distances.
  def distances$K(self: __torch__.M, x: Tensor) -> List[Tensor]:
    return [(self).buckets$K(x, torch.sub(torch.size(x, 1), 1), )]
  def mixed$K(self: __torch__.M, q: Tensor, k: Tensor, v: Tensor, mask: Tensor, start: int, tensor: int, shared: List[Tensor]) -> Tensor:
    # The biases of a query begin one place after those of the next: with the last query first they are a view.
    rows = torch.size(q, 2)
    length = torch.size(k, 2)
    biases = (self).biases$K(q, (self.tensors)[tensor], shared[-1], )
    first = torch.sub(torch.sub(length, start), rows)
    some = torch.slice(biases, 1, first, torch.sub(torch.add(torch.add(first, rows), length), 1), 1)
    added = torch.unsqueeze(torch.unfold(some, 1, length, 1), 0)
    if torch.gt(torch.numel(mask), 0):
      added = torch.contiguous(torch.add(added, mask, alpha=1), memory_format=0)
    else:
      pass
    added = torch.expand((self).spaced$K(added, ), [torch.size(q, 0), -1, -1, -1], implicit=False)
    return torch.flip((self).masked$K(torch.flip(q, [2]), k, v, added, ), [2])

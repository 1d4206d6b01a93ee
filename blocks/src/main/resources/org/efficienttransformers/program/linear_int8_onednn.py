  # Each row as numbers from 0 to 255, a scale and what 0 stands for, the least of the row: a row with a large number in it
  # leaves the others their scales. What stands for 0 is multiplied by the sums of the weights.
  def linear(self: __torch__.M, x: Tensor, i: int) -> Tensor:
    at = torch.mul(i, 4)
    width = torch.size(x, -1)
    rows = ops.quantized.embedding_bag_byte_prepack(x)
    floats = torch.view_copy(torch.slice(rows, -1, width, torch.add(width, 8), 1), dtype=6)
    numbers = torch.contiguous(torch.slice(rows, -1, 0, width, 1), memory_format=0)
    product = ops.onednn.qlinear_pointwise((self).rounded(numbers, ), 1., 0, (self.linears)[at], (self.linears)[torch.add(at, 1)], (self.linears)[torch.add(at, 2)], None, 1., 0, 6, "none", annotate(List[Optional[number]], []), "")
    scale = torch.slice(floats, -1, 0, 1, 1)
    least = torch.slice(floats, -1, 1, 2, 1)
    sums = (self.linears)[torch.add(at, 3)]
    if torch.__isnot__((self.biases)[i], None):
      y = torch.addcmul(unchecked_cast(Tensor, (self.biases)[i]), least, sums, value=1)
    else:
      y = torch.mul(least, sums)
    return torch.addcmul_(y, (self).cut(product, x, ), scale, value=1)
  # Four entries for each linear layer: the weight, its scales, their zeros and the sums of the rows.
  def pack(self: __torch__.M, weight: Tensor, scales: Tensor, zeros: Tensor) -> NoneType:
    whole = torch.int_repr(weight)
    _0 = torch.append(self.linears, ops.onednn.qlinear_prepack(whole, None))
    _1 = torch.append(self.linears, scales)
    _2 = torch.append(self.linears, zeros)
    _3 = torch.append(self.linears, torch.mul(torch.sum(whole, [1], False, dtype=6), scales))
    return None

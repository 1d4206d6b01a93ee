  # A linear layer, and what it is added to, which may be overwritten.
  def summed(self: __torch__.M, x: Tensor, i: int, y: Tensor) -> Tensor:
    if torch.__is__((self.biases)[i], None):
      width = torch.size(y, -1)
      _0 = torch.addmm_(torch.view(y, [-1, width]), torch.flatten(x, 0, -2), torch.t((self.linears)[i]), beta=1, alpha=1)
      sum = y
    else:
      sum = torch.add_((self).linear(x, i, ), y, alpha=1)
    return sum
